package engine

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/docker/docker/api/types/filters"
	"github.com/docker/docker/api/types/volume"

	"github.com/kaaslab/kaaslab/executor/ownership"
	"github.com/kaaslab/kaaslab/planner"
)

// AnotherOwner stands for the owner of what no lab owns.
const AnotherOwner = ownership.AnotherOwner

// labelMade is the identity of the lab that has made a thing, as JSON. Docker cannot change labels, so that it is right as
// long as the thing is there.
const labelMade = "kaaslab.dev/made-by"

// Owner is the lab that labels name, or AnotherOwner. Whether it is the lab that one works for, Whose tells.
func Owner(labels map[string]string) string { return cmp.Or(labels[planner.LabLabel], AnotherOwner) }

// VolumeMark is how the mark of a volume names it.
func VolumeMark(name string) string { return "volume " + name }

// NetworkMark is how the mark of a network names it.
func NetworkMark(name string) string { return "network " + name }

// ContainerMark is how the mark of a container names it.
func ContainerMark(name string) string { return "container " + name }

// Labs lists the labs that containers carry the label of, once each.
func Labs(ctx context.Context, api API) ([]string, error) {
	list, err := Containers(ctx, api, "label", planner.LabLabel)
	var labs []string
	for _, c := range list {
		labs = append(labs, c.Labels[planner.LabLabel])
	}
	slices.Sort(labs)
	return slices.Compact(labs), err
}

// Labels are the labels of a thing that a lab owns, such as NetworkMark("kind").
func Labels(lab *ownership.Lab, thing string) map[string]string {
	labels := lab.Marks(thing)
	labels[planner.LabLabel] = lab.Name()
	if made, err := json.Marshal(lab.Identity()); err == nil {
		labels[labelMade] = string(made)
	}
	return labels
}

// IdentityOn is the identity that a thing's labels have, if they are of a lab of that name and were made for this thing.
func IdentityOn(labels map[string]string, lab, thing string) planner.Identity {
	var identity planner.Identity
	if labels[planner.LabLabel] != lab || labels[ownership.ObjectKey] != thing {
		return identity
	}
	_ = json.Unmarshal([]byte(labels[labelMade]), &identity) // what is no JSON says nothing
	identity.ID = labels[ownership.IDKey]
	return identity
}

// Whose says whose the thing with these labels is. Docker keeps no account of who made what, so that labels which were made
// for this thing have to do. An earlier kaaslab has written the lab's name alone: that counts as long as the lab's volume has
// no identity either, for the lab is of that kaaslab then.
func Whose(ctx context.Context, api API, labels map[string]string, lab *ownership.Lab, thing string) (ownership.Whose, error) {
	made := IdentityOn(labels, labels[planner.LabLabel], labels[ownership.ObjectKey])
	claim := ownership.Claim{
		Lab: labels[planner.LabLabel], ID: labels[ownership.IDKey], Object: labels[ownership.ObjectKey],
		Proven: labels[ownership.IDKey] != "" && labels[ownership.ObjectKey] != "",
	}
	if made.User != "" {
		claim.Maker = made.Maker()
	}
	if claim.Lab == lab.Name() && claim.ID == "" {
		marked, err := volumeIsMarked(ctx, api, lab)
		if err != nil {
			return ownership.Whose{}, err
		}
		claim.Proven = !marked
	}
	whose := lab.Judge(claim, thing)
	whose.Unmarked = false // it stays so: labels cannot be added
	return whose, nil
}

// VolumeName is the name of a lab's volume, which its nodes have mounted.
func VolumeName(lab string) string { return "kaaslab-" + lab }

func volumeIsMarked(ctx context.Context, api API, lab *ownership.Lab) (bool, error) {
	found, err := FindVolume(ctx, api, VolumeName(lab.Name()))
	return found != nil && found.Labels[ownership.IDKey] != "", err
}

// FindVolume returns the volume of a name, or nil.
func FindVolume(ctx context.Context, api API, name string) (*volume.Volume, error) {
	list, err := api.VolumeList(ctx, volume.ListOptions{Filters: filters.NewArgs(filters.Arg("name", name))})
	if err != nil {
		return nil, fmt.Errorf("list volumes named %s: %w", name, err)
	}
	for _, found := range list.Volumes {
		if found.Name == name {
			return found, nil
		}
	}
	return nil, nil
}
