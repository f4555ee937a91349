package record

import "fmt"

const loadText = `## Load

%d labs on one management cluster, each applied from %d state directories at once, as from as many machines: %d applies, of which %d ended
well and %d said that another run has the lab; none failed otherwise. Meanwhile %d readers looked at the labs, a third of them with
` + "`status -w`" + `, a third with a page of ` + "`kaaslab ui`" + ` that stayed open, and a third with plan and status again and again: %d answers. After %s all had ended. Then each lab was applied from two of them once more: "No changes", and it was, to the last field, what
one apply makes without the others: nothing twice, nothing less. A destroy left nothing.

Made on %s of commit %s, on %s. %s
`

// LoadSection is the part of the page about many runs at once.
func LoadSection(from Origin, l Load) string {
	return fmt.Sprintf(loadText, l.Labs, l.Machines, l.Labs*l.Machines, l.Done, l.Held, l.Readers, l.Reads, l.Took, from.Date, from.Commit, from.Machine,
		"Cluster API's part was played by a test.")
}
