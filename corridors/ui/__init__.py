"""The dashboard: the only place, with app.py and the map component, that imports streamlit."""
