"""The LibreOffice engine: DOCX to PDF by soffice, then mended until it is PDF/A-2a and PDF/UA-1."""
