package kube

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// appliedAnnotation holds a digest of what was applied. Servers write some values in another way than they were given,
// such as 1000m as 1, and fill in more inside of lists; whether such a value is the wanted one can only be told by what
// was applied.
const appliedAnnotation = "kaaslab.dev/applied"

func digestOf(object Object) string {
	data, err := json.Marshal(object)
	if err != nil {
		return "" // it cannot be applied either
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}

// Difference says in a few words how a live object differs from the wanted one, or nothing if the wanted one was applied
// and nobody changed anything of it since.
func Difference(live Meta, wanted Object, held Held) string {
	if path := NotHeld(wanted, held); path != "" {
		return "somebody changed " + path
	}
	if live.Annotations[appliedAnnotation] != digestOf(wanted) {
		return "is not as this kaaslab writes it"
	}
	return ""
}
