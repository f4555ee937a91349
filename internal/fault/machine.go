package fault

// What this machine lacks, and what goes wrong with its files and processes.
const (
	NoStateDirectory   Code = "KL3001"
	StateFiles         Code = "KL3002"
	ForeignFile        Code = "KL3003"
	WrongDownload      Code = "KL3004"
	KernelSetting      Code = "KL3010"
	NoKernelSetting    Code = "KL3011"
	PortTaken          Code = "KL3012"
	NoRoom             Code = "KL3013"
	FailedChecks       Code = "KL3014"
	NoEmbeddedProgram  Code = "KL3020"
	WrongProgram       Code = "KL3021"
	EmbeddedEnded      Code = "KL3022"
	ManagementCluster  Code = "KL3023"
	StrangeProcess     Code = "KL3024"
	NoContainerProgram Code = "KL3025"
	UsersKubeconfig    Code = "KL3030"
	WrongKubeconfig    Code = "KL3031"
	KubeconfigFile     Code = "KL3032"
)

var machine = Area{"This machine", []Entry{
	{NoStateDirectory, "There is no place for the lab's files", "Neither `XDG_STATE_HOME` nor `HOME` is an absolute path, or the directory cannot be made.",
		"Set one of the two to a directory that you may write to."},
	{StateFiles, "The lab's files cannot be read or written", "The disk is full, the files belong to another user, often after a run with sudo, or one of them was damaged.",
		"Look at what the message names in `~/.local/state/kaaslab/<lab>/`. Files there can be removed if the message says so: the next apply writes them anew."},
	{ForeignFile, "A file is there that kaaslab did not write", "A kubeconfig file in the lab's directory, or the file of kernel settings in `/etc/sysctl.d`, does not carry the lab's mark, so it may be somebody's own.",
		"Move it away, and apply again."},
	{WrongDownload, "A download is not what it should be", "What came is far too large, or no release of what was asked for. Often a proxy or a page to log in answers in place of the server.",
		"Open the address of the message from this machine, and put right what is in between. Without internet, name a directory in `managementCluster.clusterAPI.repository`."},
	{KernelSetting, "A kernel setting cannot be raised", "Clusters on Docker need more inotify watches than most machines allow, and only root may change that.",
		"Run the `sudo sysctl` command that the message names once; `host.persist` keeps the setting over reboots. `host: {sysctl: {}}` in the lab file switches this off."},
	{NoKernelSetting, "A kernel setting is not there or cannot be read", "The name is misspelled, the kernel has no such setting, it is not one number, or this is not Linux.",
		"Correct or remove the key in `host.sysctl`. On macOS and Windows, raise the setting in the virtual machine of Docker."},
	{PortTaken, "A port is in use", "Another program listens on the port that the management cluster should get.",
		"Stop that program, or set `managementCluster.apiPort` to another port; without it kaaslab chooses a free one."},
	{NoRoom, "The machine has too little memory or disk", "The lab takes more memory than the machine has, or the disk is all but full. What a lab takes is predicted from its nodes, without add-ons.",
		"Make the lab smaller, or give the machine, or the virtual machine of Docker, more. `docker system df` shows what Docker keeps on the disk."},
	{FailedChecks, "This machine cannot hold the lab as it is", "A check that runs before anything is made has failed.",
		"Do what the message says behind the semicolon. `kaaslab doctor` lists all checks."},
	{NoEmbeddedProgram, "kaaslab-embedded was not found", "The embedded management cluster is a program of its own, which is neither beside kaaslab nor in `PATH`.",
		"Install it from the same release, run `make build` in a checkout, or set `KAASLAB_EMBEDDED` to its path."},
	{WrongProgram, "kaaslab-embedded does not fit", "It cannot be run, or belongs to another release than kaaslab, or has another Cluster API built in than the lab file asks for, or the `kaaslab-sveltos` that it would run is of another release.",
		"Install both programs from one release, or correct what the message names."},
	{EmbeddedEnded, "kaaslab-embedded has ended", "The embedded management cluster stopped by itself. The message shows the end of its log.",
		"Read the end of the log; often memory or disk is full, or a port is taken. The next apply starts it again with its data."},
	{ManagementCluster, "The management cluster could not be made or looked at", "Something on the way to the management cluster failed; the message says what.",
		"Put right what the message names, and run the same command again. `kaaslab status` shows how far it is."},
	{StrangeProcess, "A process that is not kaaslab-embedded uses the lab's directory", "The process with the number that the lab wrote down is another program, so kaaslab does not signal it.",
		"Find out what it is with `ps`, stop it if it is yours, and run kaaslab again."},
	{NoContainerProgram, "kaaslab-container was not found, or is for another machine", "What runs in containers of kaaslab's own, the cache of images and what saves and loads the volumes of a lab on Docker, is a program of its own for the Linux that Docker runs on, which is neither beside kaaslab nor in `PATH`.",
		"Install it from the same release, run `make build` in a checkout, or set `KAASLAB_CONTAINER` to its path. A lab file without `imageCache` runs without it."},
	{UsersKubeconfig, "Your own kubeconfig could not be changed", "`kubeconfig --merge` or `--unmerge` found a file that is no kubeconfig, that another program is changing, or that has entries of the same name which are not the lab's.",
		"Do what the message says. The file is as it was: it is written whole or not at all."},
	{WrongKubeconfig, "A kubeconfig cannot be used", "The file is not there, is damaged, has no such context, or its context names a cluster or user that it does not have.",
		"For an existing management cluster correct `managementCluster.kubeconfig` and `context`; a file of the lab is written anew by `kaaslab apply`."},
	{KubeconfigFile, "A cluster's kubeconfig file could not be written or compared", "The file of a cluster in the lab's directory could not be brought up to date.",
		"Put right what the message names, and apply again."},
}}
