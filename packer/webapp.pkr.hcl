# The web app as an AMI. scripts/bake.ts finds out the variables, checks them and runs this; what of an
# instance it needs meanwhile (the security group, the key pair) is made and removed by it, too.
#
#   base AMI ─▶ builder ─ install ─ cleanup ─ validate ─▶ stop ─▶ AMI, tags, manifest
#
# There is no required_plugins block: Packer 1.6.6, which Debian ships, does not know it and has the
# Amazon builder built in. Neither does it know metadata_options and imds_support, so bake.ts requires
# IMDSv2 of the builder and of the image. Nor the function regex, hence regex_replace in the conditions.

variable "region" {
  type = string
}

variable "ec2_endpoint" {
  type        = string
  default     = ""
  description = "Where EC2 is asked, if not at AWS; Packer before 1.11 does not read AWS_ENDPOINT_URL."
}

variable "architecture" {
  type = string

  validation {
    condition     = contains(["x86_64", "arm64"], var.architecture)
    error_message = "The architecture must be x86_64 or arm64."
  }
}

variable "instance_type" {
  type        = string
  description = "Of the builder, and of the architecture."
}

variable "base_ami" {
  type        = string
  description = "By id, because the image key hashes what is built on."

  validation {
    condition     = regex_replace(var.base_ami, "^ami-[0-9a-f]+$", "match") == "match"
    error_message = "The base_ami must be an AMI's id, such as ami-0123456789abcdef0."
  }
}

variable "root_device" {
  type        = string
  description = "The base AMI's root device, such as /dev/xvda."
}

variable "root_gib" {
  type        = number
  description = "Size of the root volume; the base AMI's snapshot has to fit."

  validation {
    condition     = var.root_gib >= 1
    error_message = "The root_gib must be 1 or more."
  }
}

variable "subnet_id" {
  type        = string
  description = "Where the builder runs. It gets a public address."

  validation {
    condition     = regex_replace(var.subnet_id, "^subnet-[0-9a-f]+$", "match") == "match"
    error_message = "The subnet_id must be a subnet's id, such as subnet-0123456789abcdef0."
  }
}

variable "security_group_id" {
  type        = string
  description = "Lets the caller's address alone reach port 22 of the builder."
}

variable "key_pair_name" {
  type = string
}

variable "private_key_file" {
  type        = string
  description = "The key pair's other half."
}

variable "artifact" {
  type        = string
  description = "What npm run build made for the architecture."
}

variable "key" {
  type        = string
  description = "The image key."

  validation {
    condition     = regex_replace(var.key, "^[0-9a-f]{64}$", "match") == "match"
    error_message = "The key must be a SHA-256, in 64 hex digits."
  }
}

variable "commit" {
  type = string
}

variable "build" {
  type = string
}

variable "baked_at" {
  type        = string
  description = "When the bake began, in ISO 8601."
}

variable "ami_name" {
  type = string
}

variable "bake_tags" {
  type        = map(string)
  description = "Say whose the builder is, so that what a killed bake has left can be told from a running one."
}

variable "ssm_agent" {
  type        = object({ url = string, sha256 = string })
  default     = { url = "", sha256 = "" }
  description = "The agent's package for the architecture; without url it is left out."
}

variable "manifest" {
  type        = string
  description = "Where to write which AMI was made."
}

# Amazon plugin 1.8 and later takes poll_seconds for the first wait only and doubles it up to two
# minutes, which costs a bake some 50 s; hence bake.ts pins an earlier one, which asks at this interval.
variable "poll_seconds" {
  type    = number
  default = 5
}

variable "poll_attempts" {
  type    = number
  default = 360
}

locals {
  release = jsonencode({
    key         = var.key
    commit      = var.commit
    build       = var.build
    baseImageId = var.base_ami
    bakedAt     = var.baked_at
  })
  tags = {
    "Name"              = var.ami_name
    "rollover:app"      = "webapp"
    "rollover:key"      = var.key
    "rollover:commit"   = var.commit
    "rollover:build"    = var.build
    "rollover:base"     = var.base_ami
    "rollover:baked-at" = var.baked_at
  }
  # In memory: gone when the builder stops. The scripts run from here, and nothing has to be removed.
  folder = "/dev/shm"
}

source "amazon-ebs" "webapp" {
  region                     = var.region
  custom_endpoint_ec2        = var.ec2_endpoint
  skip_credential_validation = var.ec2_endpoint != ""

  ami_name                = var.ami_name
  ami_description         = "Rollover's web app, release ${substr(var.key, 0, 12)} for ${var.architecture}"
  ami_virtualization_type = "hvm"
  tags                    = local.tags
  snapshot_tags           = local.tags

  source_ami                  = var.base_ami
  instance_type               = var.instance_type
  subnet_id                   = var.subnet_id
  associate_public_ip_address = true
  security_group_id           = var.security_group_id
  shutdown_behavior           = "terminate"
  run_tags                    = var.bake_tags
  run_volume_tags             = var.bake_tags

  # Throughput and IOPS are those that gp3 has anyway; Packer 1.6.6 wants to be told.
  launch_block_device_mappings {
    device_name           = var.root_device
    volume_type           = "gp3"
    throughput            = 125
    iops                  = 3000
    volume_size           = var.root_gib
    encrypted             = true
    delete_on_termination = true
  }

  communicator         = "ssh"
  ssh_username         = "admin"
  ssh_keypair_name     = var.key_pair_name
  ssh_private_key_file = var.private_key_file
  ssh_timeout          = "5m"

  aws_polling {
    delay_seconds = var.poll_seconds
    max_attempts  = var.poll_attempts
  }
}

build {
  sources = ["source.amazon-ebs.webapp"]

  provisioner "file" {
    sources = [
      var.artifact,
      "${path.root}/provision/cleanup.sh",
      "${path.root}/provision/validate.sh",
    ]
    destination = "${local.folder}/"
  }

  provisioner "shell" {
    script        = "${path.root}/provision/install.sh"
    remote_folder = local.folder
    environment_vars = [
      "ARTIFACT=${local.folder}/${basename(var.artifact)}",
      "RELEASE=${local.release}",
      "SSM_AGENT_URL=${var.ssm_agent.url}",
      "SSM_AGENT_SHA256=${var.ssm_agent.sha256}",
    ]
    execute_command = "sudo env {{ .Vars }} sh {{ .Path }}"
  }

  # One sudo for both: cleanup ends with the build user, who may ask for nothing after that.
  provisioner "shell" {
    inline = [
      "set -eu",
      "cd /",
      "sh ${local.folder}/cleanup.sh",
      "exec sh ${local.folder}/validate.sh",
    ]
    remote_folder = local.folder
    skip_clean    = true
    environment_vars = [
      "RELEASE_ID=${substr(var.key, 0, 12)}",
      "SSM_AGENT_URL=${var.ssm_agent.url}",
    ]
    execute_command = "sudo env {{ .Vars }} sh {{ .Path }}"
  }

  post-processor "manifest" {
    output     = var.manifest
    strip_path = true
  }
}
