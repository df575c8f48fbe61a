"""What the scripts in bench/ share: labelled documents, and how well a cleaner does on them."""
