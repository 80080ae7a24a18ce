"""A table with the columns of a Global Energy Monitor tracker, its rows made up here: three lines, and one that lies elsewhere."""

GEM_NAME = "GEM gas lines.csv"
GEM = b"""\
ProjectID,PipelineName,OtherEnglishNames,SegmentName,Fuel,Countries,Status,Owner,Capacity,CapacityUnits,StartYear1,WKTFormat
P9001,Alpha,Alpha Line,Phase 1,Gas,Turkmenistan,operating,"Turkmengaz [60.00%]; Gazprom [40.00%]",10,bcm/y,1998,"LINESTRING (58 38, 61 37.5)"
P9002,Beta,Beta Line,,Gas,Iran,proposed,National Iranian Gas Company [100.00%],,,2030,"LINESTRING (54 33, 58 31)"
P9003,Gamma,Gamma Line,,Gas,Kazakhstan,construction,,20,bcm/y,,"LINESTRING (62 48, 68 46)"
P9004,Delta,Delta Line,,Gas,Kazakhstan,proposed,,,,,"LINESTRING (-60 -20, -61 -21)"
"""
