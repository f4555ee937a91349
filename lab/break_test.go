package lab_test

import (
	"context"
	"testing"

	"github.com/kaaslab/kaaslab/executor/injection"
	"github.com/kaaslab/kaaslab/lab"
)

// TestWhatCannotBeBrokenIsTold, before anybody looks.
func TestWhatCannotBeBrokenIsTold(t *testing.T) {
	l, err := lab.New(parsed(t, "whole", "1"), options(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		cluster string
		fault   lab.Fault
		code    string
	}{
		{"one", lab.Fault{}, "KL6004"},
		{"one", lab.Fault{Target: injection.Node, Kind: injection.NotReady}, "KL6004"},
		{"one", lab.Fault{Target: injection.Node, Name: "w", Kind: injection.Slow}, "KL6004"},
		{"one", lab.Fault{Target: injection.API, Kind: injection.Unreachable}, "KL6015"},
		{"two", lab.Fault{Target: injection.API, Kind: injection.Unreachable}, "KL6005"},
	} {
		err := l.Break(context.Background(), c.cluster, c.fault)
		if lab.Code(err) != c.code {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
