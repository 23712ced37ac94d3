"""Legacy Word documents through LibreOffice: many files a call, in a profile of their own, within limits."""
