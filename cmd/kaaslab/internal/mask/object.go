package mask

import "strings"

// Object returns an object, as decoded from JSON, without secrets. What its names tell to be a secret is learned.
func (m *Mask) Object(object any) any { return m.value(object, false) }

// value hides what is secret within a value, or all of it.
func (m *Mask) value(value any, all bool) any {
	switch v := value.(type) {
	case map[string]any:
		return m.mapping(v, all)
	case []any:
		items := make([]any, len(v))
		for i, item := range v {
			items[i] = m.value(item, all)
		}
		return items
	case bool, nil:
		return v
	case string:
		if !all || v == "" {
			return m.variable(v)
		}
		return Hidden
	}
	if all {
		return Hidden
	}
	return value
}

// variable hides the value of a variable in a list such as that of a container's environment.
func (m *Mask) variable(text string) string {
	name, value, found := strings.Cut(text, "=")
	if !found || !IsSecret(name) || strings.ContainsAny(name, " \n") || isPlain(value) {
		return text
	}
	m.Learn(value)
	return name + "=" + Hidden
}

func (m *Mask) mapping(object map[string]any, all bool) map[string]any {
	masked := make(map[string]any, len(object))
	for key, value := range object {
		secret := isSecretField(object, key)
		if text, isText := value.(string); isText && secret {
			m.Learn(text)
		}
		masked[key] = m.value(value, all || secret)
	}
	return masked
}

// isSecretField judges a field by its name and by what is beside it.
func isSecretField(object map[string]any, key string) bool {
	switch key {
	case "data", "stringData":
		return object["kind"] == "Secret"
	case "value": // of a variable
		name, _ := object["name"].(string)
		return IsSecret(name)
	case "content": // of a file that kubeadm writes
		_, isFile := object["path"]
		return isFile
	case "kubectl.kubernetes.io/last-applied-configuration": // an object as text
		return true
	}
	return IsSecret(key)
}
