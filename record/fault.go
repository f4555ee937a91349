package record

import (
	"net/http"
)

// Fault is what meets one request. With a full disk, kaaslab can write no file from the request on.
type Fault string

// The faults, in the order of the page.
const (
	KilledBefore Fault = "killed before"
	KilledAfter  Fault = "killed after"
	AnswerLost   Fault = "answer lost"
	AnswerLate   Fault = "answer late"
	Unreachable  Fault = "no connection"
	Forbidden    Fault = "403"
	Conflict     Fault = "409"
	Broken       Fault = "500"
	Busy         Fault = "503"
	ListOld      Fault = "old list"
	AnswerOld    Fault = "old answer"
	EventMissed  Fault = "event missed"
	WatchEnded   Fault = "watch ended"
	DiskFull     Fault = "disk full"
)

// Faults are all of them.
var Faults = []Fault{
	KilledBefore, KilledAfter, AnswerLost, AnswerLate, Unreachable, Forbidden, Conflict, Broken, Busy, ListOld, AnswerOld, EventMissed, WatchEnded, DiskFull,
}

// meets reports whether a fault can meet a request.
func (f Fault) meets(c Call) bool {
	switch f {
	case ListOld:
		return c.List
	case AnswerOld:
		return c.Method == http.MethodGet && !c.List && !c.Stream
	case EventMissed, WatchEnded:
		return c.Watch
	}
	return true
}

// strike lets the fault meet a request.
func (f Fault) strike(w *Wire, to http.ResponseWriter, r *http.Request) {
	switch f {
	case KilledBefore:
		w.kill()
		panic(http.ErrAbortHandler)
	case KilledAfter:
		w.reach(r)
		w.kill()
		panic(http.ErrAbortHandler)
	case AnswerLost:
		w.reach(r)
		panic(http.ErrAbortHandler)
	case Unreachable:
		panic(http.ErrAbortHandler)
	case AnswerLate:
		w.reach(r)
		<-r.Context().Done() // later than kaaslab waits
	case ListOld, AnswerOld:
		w.old(r).write(to)
	case EventMissed, WatchEnded:
		w.stream(to, r, f)
	case DiskFull:
		w.fill()
		w.proxy.ServeHTTP(to, r)
	default:
		w.speech.refuse(to, f)
	}
}
