package spec

// BalancerImage is the load balancer that Cluster API's Docker provider puts before the API servers of a cluster that names none.
const BalancerImage = "kindest/haproxy:v20230606-42a2262b"

// NodeImage is the image that Cluster API's Docker provider makes nodes of a version from, for a cluster that names none. It asks for
// those that it knows by their digest.
func NodeImage(version string) string {
	image := "kindest/node:" + version
	if digest := nodeDigests[version]; digest != "" {
		return image + "@sha256:" + digest
	}
	return image
}

// nodeDigests are those of sigs.k8s.io/cluster-api/test/infrastructure/kind in v1.14.0, of the versions that it takes for clusters.
var nodeDigests = map[string]string{
	"v1.31.0":  "53df588e04085fd41ae12de0c3fe4c72f7013bba32a20e7325357a1ac94ba865",
	"v1.31.2":  "18fbefc20a7113353c7b75b5c869d7145a6abd6269154825872dc59c1329912e",
	"v1.31.4":  "2cb39f7295fe7eafee0842b1052a599a4fb0f8bcf3f83d96c7f4864c357c6c30",
	"v1.31.6":  "28b7cbb993dfe093c76641a0c95807637213c9109b761f1d422c2400e22b8e87",
	"v1.31.9":  "b94a3a6c06198d17f59cca8c6f486236fa05e2fb359cbd75dabbfc348a10b211",
	"v1.31.12": "0f5cc49c5e73c0c2bb6e2df56e7df189240d83cf94edfa30946482eb08ec57d2",
	"v1.31.14": "6f86cf509dbb42767b6e79debc3f2c32e4ee01386f0489b3b2be24b0a55aac2b",
	"v1.32.0":  "2458b423d635d7b01637cac2d6de7e1c1dca1148a2ba2e90975e214ca849e7cb",
	"v1.32.2":  "f226345927d7e348497136874b6d207e0b32cc52154ad8323129352923a3142f",
	"v1.32.5":  "e3b2327e3a5ab8c76f5ece68936e4cafaa82edf58486b769727ab0b3b97a5b0d",
	"v1.32.8":  "abd489f042d2b644e2d033f5c2d900bc707798d075e8186cb65e3f1367a9d5a1",
	"v1.32.11": "5fc52d52a7b9574015299724bd68f183702956aa4a2116ae75a63cb574b35af8",
	"v1.33.0":  "02f73d6ae3f11ad5d543f16736a2cb2a63a300ad60e81dac22099b0b04784a4e",
	"v1.33.1":  "050072256b9a903bd914c0b2866828150cb229cea0efe5892e2b644d5dd3b34f",
	"v1.33.4":  "25a6018e48dfcaee478f4a59af81157a437f15e6e140bf103f85a2e7cd0cbbf2",
	"v1.33.7":  "d26ef333bdb2cbe9862a0f7c3803ecc7b4303d8cea8e814b481b09949d353040",
	"v1.33.12": "3f5c8443c620245e4d355cfe09e96a91ead32ceaa569d3f1ca9edf0cb2fe2ff4",
	"v1.34.0":  "7416a61b42b1662ca6ca89f02028ac133a309a2a30ba309614e8ec94d976dc5a",
	"v1.34.3":  "08497ee19eace7b4b5348db5c6a1591d7752b164530a36f855cb0f2bdcbadd48",
	"v1.34.8":  "02722c2dedddcfc00febf5d27fbeb9b7b2c14294c82109ff4a85d89ac9ba3256",
	"v1.35.0":  "452d707d4862f52530247495d180205e029056831160e22870e37e3f6c1ac31f",
	"v1.35.5":  "ce977ae6d65918d0b58a5f8b5e940429c2ce42fa3a5619ec2bbc60b949c0ac95",
	"v1.36.1":  "3489c7674813ba5d8b1a9977baea8a6e553784dab7b84759d1014dbd78f7ebd5",
}
