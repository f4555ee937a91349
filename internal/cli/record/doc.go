// Package record keeps what a run does in a file of the lab, so that another process can follow it: the plan, then each
// event, then how it ended, one JSON object a line. A record holds one run; the next run begins a new file.
//
// The file is readable by its owner only, holds no more than the output of the run does, and is bounded: of the messages
// of a step at most one a second is kept, and none once the file is large.
package record
