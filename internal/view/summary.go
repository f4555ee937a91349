package view

import (
	"fmt"
	"path/filepath"

	"github.com/kaaslab/kaaslab/planner"
)

// Summary is the last line of a plan: what it would do, counted, or that there is nothing to do.
func Summary(p *planner.Plan, file string) string {
	switch {
	case p.Empty() && len(p.Targets) > 0:
		return fmt.Sprintf("No changes. What was named matches %s.", fileName(file))
	case p.Empty():
		return fmt.Sprintf("No changes. The lab matches %s.", fileName(file))
	}
	c := p.Count()
	text := fmt.Sprintf("Plan: %d to create, %d to update, %d to delete", c.Create, c.Update, c.Delete)
	if c.Replace > 0 {
		text += fmt.Sprintf(", %d to replace", c.Replace)
	}
	if c.Ensure > 0 {
		text += fmt.Sprintf(", %d to bring up", c.Ensure)
	}
	return text + "."
}

func fileName(file string) string {
	if file == "-" {
		return "standard input"
	}
	return filepath.Base(file)
}
