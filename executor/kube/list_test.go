package kube

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
)

// TestListBeginsAnewWhenItsPagesExpire: the server forgets the state that a list is of after some minutes, or sooner.
func TestListBeginsAnewWhenItsPagesExpire(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch q := r.URL.Query(); {
		case q.Get("continue") != "":
			w.WriteHeader(http.StatusGone)
			fmt.Fprint(w, `{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Expired","code":410,"message":"The provided continue parameter is too old"}`)
		case q.Get("limit") == "0":
			fmt.Fprint(w, list(item("a", "1"), item("c", "1")))
		default:
			fmt.Fprintf(w, `{"metadata":{"resourceVersion":"1","continue":"more"},"items":[%s,%s]}`, item("a", "1"), item("b", "1"))
		}
	}))
	defer server.Close()
	client, err := accessTo(t, server.URL).Client()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	version, err := List(t.Context(), client, ConfigMaps, Query{}, func(o *Named) { names = append(names, o.Metadata.Name) })
	if err != nil || version != "1" || !slices.Equal(names, []string{"a", "c"}) {
		t.Errorf("listed %v at %q: %v", names, version, err)
	}
}
