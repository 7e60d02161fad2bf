"""A sealed dossier as an archive package: BagIt around a SIP with MDTO, sealed by a statement of its own (D17)."""
