package mask

import "github.com/kaaslab/kaaslab/internal/secret"

// Object returns an object, as decoded from JSON, without secrets. What its names tell to be a secret is learned.
func (m *Mask) Object(object any) any {
	m.Learn(secret.In(object)...)
	return m.value(object, secret.Place{})
}

// value hides what is secret within a value, or all of it. A text that only has a secret in it keeps the rest, for it may
// explain a failure.
func (m *Mask) value(value any, at secret.Place) any {
	switch v := value.(type) {
	case map[string]any:
		masked := make(map[string]any, len(v))
		for key, inner := range v {
			masked[key] = m.value(inner, at.Field(v, key))
		}
		return masked
	case []any:
		items := make([]any, len(v))
		for i, item := range v {
			items[i] = m.value(item, at.Item(v, i))
		}
		return items
	case bool, nil:
		return v
	case string:
		switch {
		case v == "":
			return v
		case at.Hides() || secret.Document(v):
			return Hidden
		}
		return secret.Text(v)
	}
	if at.Hides() {
		return Hidden
	}
	return value
}
