package cli

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestNothingIsToldAfterTheEnd: neither the clock nor a step that was given up puts a line into what is said of a failure.
func TestNothingIsToldAfterTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		told, telling := 0, &telling{}
		end := every(frame, func(time.Time) { telling.say(func() { told++ }) })
		time.Sleep(time.Second)
		synctest.Wait()
		telling.end()
		before := told
		time.Sleep(time.Minute) // in which failures are said, with the clock still running
		telling.say(func() { told += 1000 })
		end()
		if told != before || before < 9 {
			t.Errorf("told %d times, and then %d", before, told)
		}
	})
}

// TestTheEndWaitsForWhatIsBeingTold: else its last line would come behind the first of the failure.
func TestTheEndWaitsForWhatIsBeingTold(t *testing.T) {
	telling, inside, leave, ended := &telling{}, make(chan bool), make(chan bool), make(chan bool)
	said := false
	go telling.say(func() { close(inside); <-leave; said = true })
	<-inside
	go func() { telling.end(); close(ended) }()
	close(leave)
	if <-ended; !said {
		t.Error("the end came in the middle of a line")
	}
}
