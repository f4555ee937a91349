package engine

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPullShowsBytes(t *testing.T) {
	stream := `{"status":"Pulling from rancher/k3s","id":"v1"}
{"status":"Downloading","id":"a","progressDetail":{"current":1000000,"total":10000000}}
{"status":"Downloading","id":"a","progressDetail":{"current":1100000,"total":10000000}}
{"status":"Downloading","id":"b","progressDetail":{"current":5000000,"total":10000000}}
{"status":"Download complete","id":"a","progressDetail":{}}
{"status":"Status: Downloaded newer image"}
`
	var got []string
	if err := follow(strings.NewReader(stream), "k3s", func(line string) { got = append(got, line) }); err != nil {
		t.Fatal(err)
	}
	want := []string{"pulling k3s: 1MB of 10MB", "pulling k3s: 6.1MB of 20MB"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reported (-want +got):\n%s", diff)
	}
}

func TestPullRefused(t *testing.T) {
	err := follow(strings.NewReader(`{"error":"manifest unknown"}`), "k3s", func(string) {})
	checkError(t, err, "manifest unknown")
}
