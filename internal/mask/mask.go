package mask

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/kaaslab/kaaslab/internal/printable"
	"github.com/kaaslab/kaaslab/internal/secret"
)

// shortest is how long a secret is that is looked for everywhere. Shorter ones are often words, such as admin, that stand
// in many a place; they are hidden where their name tells what they are.
const shortest = 8

// Mask hides secrets. Those that it has learned are hidden in all that it is given afterwards.
type Mask struct {
	mu       sync.Mutex
	known    map[string]bool
	replacer *strings.Replacer // of known; nil when it has to be made anew
}

// New returns a mask that knows no secret yet.
func New() *Mask { return &Mask{known: map[string]bool{}} }

// Learn takes in secrets that may stand anywhere.
func (m *Mask) Learn(secrets ...string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, secret := range secrets {
		if secret = strings.TrimSpace(secret); len(secret) >= shortest && !strings.Contains(Hidden, secret) && !m.known[secret] {
			m.known[secret], m.replacer = true, nil
		}
	}
}

func (m *Mask) knows(text string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.known[text]
}

// Text returns a text without secrets, and without what a terminal would obey: neither may hide the other.
func (m *Mask) Text(text string) string { return m.text(printable.Text(text), deepest) }

func (m *Mask) text(text string, depth int) string {
	text = m.learned().Replace(text)
	text = secret.Text(text)
	return m.hideEncoded(text, depth)
}

// learned is made once for all texts, for a lab may have thousands of secrets. Longer ones go first: one may be a part of
// another.
func (m *Mask) learned() *strings.Replacer {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.replacer != nil {
		return m.replacer
	}
	var forms []string
	for secret := range m.known {
		forms = append(forms, formsOf(secret)...)
	}
	slices.SortFunc(forms, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	pairs := make([]string, 0, 2*len(forms))
	for _, form := range slices.Compact(forms) {
		pairs = append(pairs, form, Hidden)
	}
	m.replacer = strings.NewReplacer(pairs...)
	return m.replacer
}
