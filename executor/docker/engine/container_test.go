package engine

import (
	"context"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/docker/docker/api/types/container"
)

// slow is a daemon that takes a second for a look at a container.
type slow struct {
	API
	now, most chan int // each holds one number
}

func (s slow) ContainerInspect(_ context.Context, id string) (container.InspectResponse, error) {
	now := <-s.now + 1
	s.now <- now
	s.most <- max(<-s.most, now)
	time.Sleep(time.Second)
	s.now <- <-s.now - 1
	return container.InspectResponse{ContainerJSONBase: &container.ContainerJSONBase{ID: id}}, nil
}

// TestInspectionIsBounded: a daemon with a thousand nodes gets a few requests at a time, and those at the same time.
func TestInspectionIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := slow{now: make(chan int, 1), most: make(chan int, 1)}
		s.now <- 0
		s.most <- 0
		list := make([]container.Summary, 20*atOnce)
		for i := range list {
			list[i].ID = strconv.Itoa(i)
		}
		begin := time.Now()
		found, err := Inspect(t.Context(), s, list)
		if err != nil || len(found) != len(list) || found[len(found)-1].ID != list[len(list)-1].ID {
			t.Fatalf("found %d, %v", len(found), err)
		}
		if most, took := <-s.most, time.Since(begin); most != atOnce || took != 20*time.Second {
			t.Errorf("%d at once, in %s", most, took)
		}
	})
}
