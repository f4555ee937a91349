package preflight

import (
	"context"
	"fmt"

	"github.com/docker/go-units"

	"github.com/kaaslab/kaaslab/executor"
	"github.com/kaaslab/kaaslab/internal/fault"
	"github.com/kaaslab/kaaslab/planner"
)

// full is when a disk is of no use whatever the lab.
const full = 256 << 20

func size(bytes int64) string { return units.BytesSize(float64(bytes)) }

// memory is that of the machine where the lab's nodes or processes run.
func (l *look) memory() memory {
	if l.docker == nil || l.docker.Here {
		return l.system.memory()
	}
	return memory{total: l.docker.Info.MemTotal}
}

// checkMemory stops a lab that can never fit. One that does not fit now may be helped by what the kernel can free.
func checkMemory(_ context.Context, l *look) []executor.Finding {
	has := l.memory()
	if has.total == 0 {
		return nil
	}
	found := size(has.total) + " of memory"
	if has.available > 0 {
		found += ", " + size(has.available) + " available"
	}
	if l.need.Memory == 0 {
		return fine("memory", found)
	}
	found += fmt.Sprintf(", the lab takes %s at least", size(l.need.Memory))
	switch {
	case l.need.Memory > has.total+has.swap:
		return failure("memory", fault.NoRoom, found, l.lighter(has.total+has.swap)+"make the lab smaller, or give "+l.where()+" more memory")
	case l.Fresh && has.available > 0 && l.need.Memory > has.available:
		return warning("memory", found, l.lighter(has.available)+"end something else, or make the lab smaller")
	}
	return fine("memory", found)
}

// lighter proposes clusters that take less where a lab with them has room.
func (l *look) lighter(room int64) string {
	without, simulated := planner.SizeInMemory(l.Lab)
	if !simulated || without.Memory > room {
		return ""
	}
	return fmt.Sprintf("write infrastructure: inMemory for the clusters that need no add-ons and no pods (with all of them in memory the lab takes %s), ", size(without.Memory))
}

func (l *look) where() string {
	if l.docker != nil && !l.docker.Here {
		return "the machine that Docker runs on"
	}
	return "this machine"
}

// checkDisk looks where Docker keeps its images, or the lab its data. That of a Docker elsewhere cannot be asked for.
func checkDisk(_ context.Context, l *look) []executor.Finding {
	path := l.dir.Path()
	if l.docker != nil {
		path = l.docker.Info.DockerRootDir
	}
	if l.docker != nil && !l.docker.Here {
		return nil
	}
	free, err := l.system.free(path)
	if err != nil {
		return unknown("disk", fmt.Errorf("the disk of %s cannot be asked for its room (%w); look with `df`", path, err))
	}
	found := fmt.Sprintf("%s free at %s", size(free), nearest(path))
	if l.need.Disk > 0 {
		found += fmt.Sprintf(", the lab takes %s at least", size(l.need.Disk))
	}
	switch {
	case free < full:
		return failure("disk", fault.NoRoom, found, "make room there (`docker system df` shows what Docker has)")
	case l.Fresh && free < l.need.Disk:
		return warning("disk", found, "make room there (`docker system df` shows what Docker has)")
	}
	return fine("disk", found)
}
