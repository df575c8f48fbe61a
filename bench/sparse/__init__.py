"""What train_sparse.py is made of: pages to learn from, and the parts of the model."""
