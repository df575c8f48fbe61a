"""What the scripts in bench/ share: labelled documents, and scores of a cleaner on them."""
