package kube

import "sigs.k8s.io/structured-merge-diff/v6/fieldpath"

// Restrict returns the live object in the fields that matter: those that the wanted object has and those that kaaslab
// holds. What a server filled in and what others added is left out; what others changed is in, with their value; and so
// is what the wanted object does not have any more.
func Restrict(live, wanted Object, held Held) Object {
	restricted := restrictMap(live, wanted, held)
	restricted["apiVersion"], restricted["kind"] = live["apiVersion"], live["kind"]
	return restricted
}

// RestrictValue is Restrict for a part of an object.
func RestrictValue(live, wanted any, held Held) any { return restrict(live, wanted, held) }

func restrict(live, wanted any, held Held) any {
	if held.undivided() && !isEmptyMap(wanted) {
		return live
	}
	switch live := live.(type) {
	case map[string]any:
		wanted, _ := wanted.(map[string]any)
		return restrictMap(live, wanted, held)
	case []any:
		wanted, _ := wanted.([]any)
		return restrictList(live, wanted, held)
	}
	return live
}

// isEmptyMap finds {}: to hold that is not to hold what is inside.
func isEmptyMap(wanted any) bool {
	m, isMap := wanted.(map[string]any)
	return isMap && len(m) == 0
}

func restrictMap(live, wanted map[string]any, held Held) map[string]any {
	restricted := make(map[string]any, len(wanted))
	for key, inner := range live {
		below := held.At(key)
		if _, isWanted := wanted[key]; isWanted || below.Any() {
			restricted[key] = restrict(inner, wanted[key], below)
		}
	}
	return restricted
}

// restrictList keeps the items that the wanted list has or that are held, in the wanted order. Which items are the same
// is known from what is held: without the API's schema nothing else tells how its items are told apart.
func restrictList(live, wanted []any, held Held) any {
	var elements []fieldpath.PathElement
	for element := range held.elements() {
		elements = append(elements, element)
	}
	if len(elements) == 0 {
		return live
	}
	restricted, taken := []any{}, make([]bool, len(live))
	for _, item := range wanted {
		if i := find(live, taken, sameItem(elements, item)); i >= 0 {
			taken[i] = true
			restricted = append(restricted, restrict(live[i], item, heldItem(held, elements, live[i])))
		}
	}
	for i, item := range live {
		if below := heldItem(held, elements, item); !taken[i] && below.Any() {
			restricted = append(restricted, restrict(item, nil, below))
		}
	}
	return restricted
}

func find(items []any, taken []bool, is func(any) bool) int {
	for i, item := range items {
		if !taken[i] && is(item) {
			return i
		}
	}
	return -1
}

// sameItem tells items apart as the held elements do: by the fields of their keys, or by value.
func sameItem(elements []fieldpath.PathElement, wanted any) func(any) bool {
	if elements[0].Key == nil {
		return func(item any) bool { return matches(fieldpath.PathElement{Value: valueOf(wanted)}, item) }
	}
	key := make([]string, 0, len(*elements[0].Key))
	for _, field := range *elements[0].Key {
		key = append(key, field.Name)
	}
	return func(item any) bool { return sameKey(key, item, wanted) }
}

func sameKey(key []string, a, b any) bool {
	left, leftIsMap := a.(map[string]any)
	right, rightIsMap := b.(map[string]any)
	for _, name := range key {
		own, other := left[name], right[name]
		if own != nil && other != nil && !equalValues(own, other) {
			return false
		}
	}
	return leftIsMap && rightIsMap
}

func heldItem(held Held, elements []fieldpath.PathElement, item any) Held {
	for _, element := range elements {
		if matches(element, item) {
			return held.child(element)
		}
	}
	return Held{}
}
