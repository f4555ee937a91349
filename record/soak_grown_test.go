package record

import (
	"slices"
	"testing"
	"time"
)

// TestWhatGrowsIsSaid: memory that a process takes while it is young is no growth, and what it takes for ever is.
func TestWhatGrowsIsSaid(t *testing.T) {
	soak := Soak{Took: 20 * time.Minute}
	for minute := range 20 {
		u := Usage{After: time.Duration(minute) * time.Minute, MemoryMB: min(1000+200*minute, 1500), Descriptors: 330, Objects: 320}
		u.Age = u.After
		soak.Usage = append(soak.Usage, u)
	}
	if grown := soak.Grown(); grown != nil {
		t.Errorf("%v has grown", grown)
	}
	for i := range soak.Usage { // it goes up and down with what is collected
		soak.Usage[i].LiveMB = 300 + 150*(i%3)
	}
	if grown := soak.Grown(); grown != nil {
		t.Errorf("%v has grown", grown)
	}
	for i := range soak.Usage {
		soak.Usage[i].Descriptors += 20 * i
		soak.Usage[i].Objects += i
	}
	if grown := soak.Grown(); !slices.Equal(grown, []string{"descriptors from 430 to 570", "objects from 325 to 332"}) {
		t.Errorf("it says that %q has grown", grown)
	}
}
