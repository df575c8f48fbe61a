"""The version; a module of its own, because looking it up among what is installed takes long."""

VERSION = "0.1.0"
