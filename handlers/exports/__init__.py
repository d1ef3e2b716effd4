"""Files for coordinators: tables as Excel, CSV or JSON, and printed reports as PDF.

The libraries that write them (XlsxWriter, WeasyPrint) are used here alone.
"""
