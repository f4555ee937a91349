package main

// history is what happened within 5 seconds of each kind, and not within 75, and at
// least 16 events, and not 100: each holds the object of before and after, and while
// a fleet comes up that was a fifth of all memory. What two versions of an object
// have in common they share. Who was away for longer lists again.
var history = []change{{
	file: "pkg/storage/cacher/cacher.go", times: 1,
	from: "DefaultEventFreshDuration = defaultBookmarkFrequency + 15*time.Second", to: "DefaultEventFreshDuration = 5 * time.Second",
}, {
	file: "pkg/storage/cacher/watch_cache.go", times: 1,
	from: "defaultLowerBoundCapacity = 100\n", to: "defaultLowerBoundCapacity = 16\n",
}, {
	file: "pkg/storage/cacher/watch_cache.go", times: 1,
	from: "\t\twcEvent.PrevObject = previousElem.Object\n",
	to:   "\t\tshareUnchanged(previousElem.Object, elem.Object)\n\t\twcEvent.PrevObject = previousElem.Object\n",
}, {
	file: "pkg/storage/cacher/watch_cache.go", times: 1,
	from: "func (w *watchCache) processEvent(",
	to: `// shareUnchanged lets an object have what it has in common with the one before it,
// and not the like of it. Nobody changes an object that is held here.
func shareUnchanged(before, after runtime.Object) {
	old, ok := before.(*unstructured.Unstructured)
	if now, same := after.(*unstructured.Unstructured); ok && same {
		unchanged(old.Object, now.Object)
	}
}

// unchanged returns the one before if a value equals it, and the value otherwise,
// with what is equal within it. Who wrote which field is shared by all objects
// already, so that nothing may be set there.
func unchanged(before, after interface{}) (interface{}, bool) {
	switch now := after.(type) {
	case map[string]interface{}:
		old, ok := before.(map[string]interface{})
		same := ok && len(old) == len(now) && (old == nil) == (now == nil)
		for key, value := range now {
			if key == "managedFields" {
				same = false
				continue
			}
			held, found := old[key]
			kept, equal := unchanged(held, value)
			same = same && found && equal
			now[key] = kept
		}
		if same {
			return old, true
		}
	case []interface{}:
		old, ok := before.([]interface{})
		same := ok && len(old) == len(now) && (old == nil) == (now == nil)
		for i := range min(len(old), len(now)) {
			kept, equal := unchanged(old[i], now[i])
			same = same && equal
			now[i] = kept
		}
		if same {
			return old, true
		}
	case string, int64, float64, bool, nil:
		if before == after {
			return before, true
		}
	}
	return after, false
}

func (w *watchCache) processEvent(`,
}, {
	file: "pkg/storage/cacher/watch_cache.go", times: 1,
	from: "\tmetav1 \"k8s.io/apimachinery/pkg/apis/meta/v1\"\n",
	to:   "\tmetav1 \"k8s.io/apimachinery/pkg/apis/meta/v1\"\n\t\"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured\"\n",
}}
