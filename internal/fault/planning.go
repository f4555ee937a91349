package fault

// What keeps a plan from being made or run to its end.
const (
	BelongsToOthers   Code = "KL2001"
	OthersNotReady    Code = "KL2002"
	ImpossibleUpgrade Code = "KL2003"
	MadeOtherwise     Code = "KL2004"
	NeedsLeave        Code = "KL2005"
	UnknownTarget     Code = "KL2006"
	NotThere          Code = "KL2007"
	MadeElsewhere     Code = "KL2008"
	Locked            Code = "KL2010"
	NobodyAnswers     Code = "KL2011"
	NotConfirmed      Code = "KL2012"
	Interrupted       Code = "KL2013"
	OutOfTime         Code = "KL2014"
	StepTooLong       Code = "KL2015"
	CannotStop        Code = "KL2016"
	NothingToStart    Code = "KL2017"
	Overdue           Code = "KL2018"
	CannotSave        Code = "KL2019"
	NotInThisBuild    Code = "KL2020"
	LabExists         Code = "KL2021"
	DamagedArchive    Code = "KL2022"
	CannotBundle      Code = "KL2023"
	CannotLoad        Code = "KL2024"
	HalfLoaded        Code = "KL2025"
)

var planning = Area{"Plans and runs", []Entry{
	{BelongsToOthers, "Something of that name belongs to somebody else", "The lab wants to make something that is there already and does not carry the lab's name. kaaslab never takes over what it did not make.",
		"Give it another name in the lab file, or remove what is there if it is yours and not needed."},
	{OthersNotReady, "Something that the lab shares is not ready", "The lab uses something of another owner, which is there and not usable. kaaslab does not repair what belongs to others.",
		"Ask its owner, or wait until it is ready; the message says what it lacks."},
	{ImpossibleUpgrade, "Kubernetes cannot change to that version", "Kubernetes goes forward only. Cluster API goes over several minor versions in one edit where the ClusterClass lists one of each in `kubernetesVersions`, as those of kaaslab do, and where no `image` fixes the version of the nodes.",
		"List the versions in your ClusterClass or leave `image` out, as the message says, or go one minor version at a time; to go back, make a cluster of another name."},
	{MadeOtherwise, "The cluster is there, made in another way", "A cluster that was made from a ClusterClass cannot become one from raw manifests in the same step, or the other way round, and one that the lab made is none that `infrastructure: existing` means.",
		"Give it another name, or remove it from the file, apply, and add it again."},
	{NeedsLeave, "The plan replaces or loses something", "A setting changed that cannot change in place, so the resource would be deleted and made anew; or a management cluster would be deleted with all that it holds, because the lab file names another one. What is inside is lost.",
		"Undo the change in the lab file, or allow it with the `--allow-replace` that the message proposes."},
	{UnknownTarget, "A flag names a resource that the lab does not have", "`--target` and `--allow-replace` take resources as `kind/name`, and neither the lab file nor the plan has one of that name.",
		"Take the name that the message proposes. `kaaslab plan` prints the names, and the shell completes them."},
	{NotThere, "An existing cluster is not there", "The lab file names a workload cluster with `infrastructure: existing`, and the management cluster has no Cluster of that name in its namespace, or it is going away. kaaslab uses such a cluster and does not make it.",
		"Make the cluster, correct its name in the lab file, or remove its entry. `infrastructure: docker` lets kaaslab make it."},
	{MadeElsewhere, "The lab was made by somebody else, on another machine or from another file", "A lab of this name is there already, and it was not made by this user on this machine from this file. Two labs of one name would destroy each other's clusters.",
		"If it is the lab of this file, say so once with `--same-lab`, or answer the question; this machine then remembers it. Otherwise give this lab another name."},
	{Locked, "Another run is changing the lab", "Only one run at a time may change a lab. The message names the process that does.",
		"Wait for it, or stop it with Ctrl-C where it runs. A run that died does not hold the lock."},
	{NobodyAnswers, "Nobody is there to say yes", "apply and destroy ask before they change anything, and there is no terminal on which to answer.",
		"Look at the plan, and add `--yes` if it is what you want."},
	{NotConfirmed, "The answer was not yes", "What was typed is not the word that was asked for. Nothing was changed.",
		"Run the command again, and type the word as it is shown."},
	{Interrupted, "The run was interrupted", "Somebody pressed Ctrl-C, or the process got a signal. What was done stays.",
		"Run the same command again: it does only what is left."},
	{OutOfTime, "The run took longer than `--timeout`", "The time that the command line gave to the run was over before everything was ready. What was done stays.",
		"Run the same command again with more time. `kaaslab status` shows what the lab waits for."},
	{StepTooLong, "A step took longer than it may", "A step waited for something that did not come, often for 20 minutes in which nothing new was heard of it. The message ends with what it waited for last.",
		"Look at what it waited for with `kaaslab status`, put that right, and run the same command again. Slow downloads only need another run."},
	{CannotStop, "The lab cannot be stopped", "kaaslab stops what it has made. The controllers of a management cluster that others made go on, and would replace the nodes that are stopped.",
		"Stop that cluster by its own means, or take the lab away with `kaaslab destroy` and make it again when it is needed."},
	{NothingToStart, "There is nothing to start", "No management cluster and no container of the lab is there, neither stopped nor running.",
		"Make the lab with `kaaslab apply`. `kaaslab list` shows the labs that are there."},
	{Overdue, "The lab's time is over", "The lab was given an end, with `--ttl` or `ttl:` in its file, and that has come. It is destroyed as soon as its time is noticed to be over, so that nothing is built on it any more.",
		"Give it more time with `kaaslab extend`, or make it anew once `kaaslab prune` has destroyed it."},
	{CannotSave, "The lab cannot be saved or copied", "An archive has what an embedded management cluster keeps, or what a stopped lab has on Docker. A lab that runs on Docker is of no one moment, and a cluster of others is not the lab's. A copy of a lab on Docker would have the first one's names and addresses, and a copy of an embedded lab cannot have a port that the lab file fixes.",
		"Stop a lab on Docker before you save it. To have another lab like it, write its lab file with another name, and apply that. Take `apiPort` out of a lab file before you fork its lab."},
	{NotInThisBuild, "This build cannot do it", "The lab needs a provider or a kind of resource that this kaaslab was built without.",
		"Install a release of kaaslab, or take what needs it out of the lab file."},
	{LabExists, "A lab of that name is on this machine", "A loaded lab has the name that it was saved under, and a copy the name that it is given; its directory is there already.",
		"Take another name, with `load --name` or `fork`. Or destroy the lab that is there, or load the archive on another machine or with another `XDG_STATE_HOME`."},
	{DamagedArchive, "The archive cannot be loaded", "The file is not there, `kaaslab save` or `kaaslab bundle` did not write it, it was cut off or changed since, or another version of kaaslab has written it.",
		"Copy it anew and compare its size, or load it with the kaaslab that has written it. Nothing was changed."},
	{CannotBundle, "The lab cannot be put into a bundle", "A bundle has the lab file and what is below its directory, and names in it what it has downloaded.",
		"Put what the message names below the directory of the lab file, or write it out there."},
	{CannotLoad, "The lab cannot be made again on this Docker", "A lab on Docker comes back with the subnets, addresses and images that it had, for they are in its certificates and its store. Here they are taken, or others.",
		"Free what the message names, and load the archive again. Nothing was changed."},
	{HalfLoaded, "The lab was not loaded to its end", "kaaslab load was killed, or the machine stopped, before it had made all of the lab. What is there looks like a lab that is stopped, and parts of it are missing.",
		"Destroy it with `kaaslab destroy --lab NAME`, and load the archive again."},
}}
