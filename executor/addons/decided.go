package addons

import (
	"reflect"

	"github.com/kaaslab/kaaslab/executor/kube"
)

// asDecided is a live object in what the add-on has decided of it, given what was installed last. Servers fill in more, and
// write some values in another way than they were given.
func asDecided(live, want, before kube.Object, held kube.Held) kube.Object {
	fields, _ := decided(map[string]any(live), map[string]any(want), map[string]any(before), held).(map[string]any)
	return fields
}

func decided(live, want, before any, held kube.Held) any {
	if reflect.DeepEqual(want, before) && kube.HoldsAll(held, want) {
		return want // and nobody changed it since
	}
	switch live := live.(type) {
	case map[string]any:
		if wantFields, isMap := want.(map[string]any); isMap {
			return decidedFields(live, wantFields, asFields(before), held)
		}
	case []any:
		if wantItems, isList := want.([]any); isList {
			return decidedItems(live, wantItems, before, held)
		}
	}
	return live
}

// decidedFields are those that are wanted or were installed.
func decidedFields(live, want, before map[string]any, held kube.Held) map[string]any {
	fields := map[string]any{}
	for name, value := range live {
		_, isWanted := want[name]
		_, wasThere := before[name]
		switch {
		case isWanted:
			fields[name] = decided(value, want[name], before[name], held.At(name))
		case wasThere:
			fields[name] = value
		}
	}
	for name, value := range want {
		_, isThere := live[name]
		if was, wasThere := before[name]; !isThere && wasThere && reflect.DeepEqual(was, value) && kube.HoldsAll(held.At(name), value) {
			fields[name] = value // a server leaves out what is empty
		}
	}
	return fields
}

// decidedItems are compared in the wanted order, in which they were brought before.
func decidedItems(live, want []any, before any, held kube.Held) []any {
	was, _ := before.([]any)
	items := make([]any, len(live))
	for i, item := range live {
		items[i] = item
		if i < len(want) {
			items[i] = decided(item, want[i], sameItem(was, want[i], i), itemHeld(held, item))
		}
	}
	return items
}

// sameItem finds an item by its name, or by its place where it has none.
func sameItem(items []any, like any, at int) any {
	if name := asFields(like)["name"]; name != nil {
		for _, item := range items {
			if asFields(item)["name"] == name {
				return item
			}
		}
		return nil
	}
	if at < len(items) {
		return items[at]
	}
	return nil
}

func itemHeld(held kube.Held, item any) kube.Held {
	name, _ := asFields(item)["name"].(string)
	return held.Item("name", name)
}

func asFields(value any) map[string]any {
	fields, _ := value.(map[string]any)
	return fields
}
