package preflight

import (
	"context"
	"fmt"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/planner"
)

// checkInotify compares the limits that nodes share with what the lab takes (hazard H25). Nodes that run out of them stall
// without a word, in whatever they do at that moment.
func checkInotify(_ context.Context, l *look) []executor.Finding {
	if l.docker == nil {
		return nil
	}
	var findings []executor.Finding
	for _, limit := range []struct {
		key  string
		need int64
	}{{planner.InotifyInstances, l.need.Instances}, {planner.InotifyWatches, l.need.Watches}} {
		findings = append(findings, l.checkLimit(limit.key, limit.need)...)
	}
	return findings
}

func (l *look) checkLimit(key string, need int64) []executor.Finding {
	now, then := l.limit(key), l.wanted(key)
	found := fmt.Sprintf("%s is %d", key, now)
	switch {
	case now == 0 && then < need:
		return warning("inotify", fmt.Sprintf("%s of the kernel that Docker runs on is not known and stays as it is, %s", key, l.takes(need)), l.raise(key, need))
	case now == 0:
		return fine("inotify", key+" is read, and raised if that is needed, on the kernel that Docker runs on")
	case now >= need:
		return fine("inotify", found)
	case then >= need:
		return fine("inotify", fmt.Sprintf("%s, %s, apply raises it to %d", found, l.takes(need), then))
	case then > now:
		found += fmt.Sprintf(", host.sysctl raises it to %d", then)
	}
	return warning("inotify", fmt.Sprintf("%s, %s, and nodes that run out stall", found, l.takes(need)), l.raise(key, need))
}

func (l *look) takes(need int64) string {
	return fmt.Sprintf("%d nodes take about %d", l.need.Containers, need)
}

func (l *look) raise(key string, need int64) string {
	return fmt.Sprintf("raise it in host.sysctl, take host.sysctl out of the lab file, or run: sudo sysctl -w %s=%d", key, need)
}

// limit is not known where Docker runs on another kernel: to look there takes a container.
func (l *look) limit(key string) int64 {
	if !l.docker.Here {
		return 0
	}
	return l.system.limit(key)
}

// wanted is what apply raises a setting to.
func (l *look) wanted(key string) int64 {
	if l.Lab == nil {
		return 0
	}
	return planner.AttrsOf[planner.Sysctl](planner.Want(l.Lab), planner.ID{Kind: planner.KindSysctl, Name: key}).Value
}
