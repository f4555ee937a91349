package spec

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/kaaslab/kaaslab/internal/secret"
)

// leastHidden is how long a value is that is looked for in a reason: shorter ones are parts of its words.
const leastHidden = 3

// hideValue takes out of a reason the value that stands at the place of a secret: problems are shown, and go into logs.
func (r *reader) hideValue(at *place, node *yaml.Node, reason string) string {
	if node == nil || node.Kind != yaml.ScalarNode || len(node.Value) < leastHidden || !at.isSecret() && !r.followsSecretFlag(at) {
		return reason
	}
	for _, form := range []string{fmt.Sprintf("%q", node.Value), fmt.Sprintf("%q", shorten(node.Value)), node.Value, shorten(node.Value)} {
		reason = strings.ReplaceAll(reason, form, secret.Hidden)
	}
	return reason
}

// followsSecretFlag finds the word behind an option such as --password.
func (r *reader) followsSecretFlag(at *place) bool {
	if at == nil || at.number < 1 {
		return false
	}
	_, before := at.parent.item(at.number - 1).find(r.root)
	return before != nil && secret.Item([]any{before.Value, nil}, 1)
}

// isSecret reports whether a key on the way to the place says that it holds a secret. Of an environment nobody knows.
func (p *place) isSecret() bool {
	for ; p != nil; p = p.parent {
		if p.isKey() && (secret.Name(p.name) || p.parent.isKey() && p.parent.name == "env") {
			return true
		}
	}
	return false
}
