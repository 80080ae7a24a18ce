"""The web server around the page: who may ask, what browsers are told, static files. Streamlit is behind it."""
