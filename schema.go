package sanad

import (
	"bytes"
	_ "embed"
)

//go:embed docs/claim.schema.json
var claimSchema []byte

// ClaimSchema is the JSON Schema (2020-12) of a claim, docs/claim.schema.json.
func ClaimSchema() []byte { return bytes.Clone(claimSchema) }
