package daemon

import (
	"slices"
	"strings"
	"testing"
)

func TestOnlyDockersRulesAreRemoved(t *testing.T) {
	listing := `-P FORWARD DROP
-N DOCKER
-N DOCKER-USER
-N MINE
-A FORWARD -j DOCKER-USER
-A FORWARD -o docker0 -j DOCKER
-A FORWARD -i eth0 -j MINE
-A DOCKER-USER -j RETURN
`
	var got []string
	for _, args := range removals(listing) {
		got = append(got, strings.Join(args, " "))
	}
	want := []string{
		"-D FORWARD -j DOCKER-USER", "-D FORWARD -o docker0 -j DOCKER", "-D DOCKER-USER -j RETURN",
		"-X DOCKER", "-X DOCKER-USER",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
