"""An organisation's letterhead: name, address, logo and colour, put on papers that are rendered already."""
