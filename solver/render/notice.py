"""The notice that ends every output for people."""

NOTICE = (
    "Decision support, not medical advice and not a guarantee of coverage; not affiliated with any payer. "
    "An adverse recommendation needs a clinician's review."
)
