# What a stack on EC2 is made of, for terraform.host.test.ts: the provider's own calls are the test.

terraform {
  required_providers { aws = { source = "hashicorp/aws", version = ">= 5.0" } }
}
provider "aws" {}

variable "architecture" {
  description = "As Debian names it: amd64 or arm64"
}
variable "instance_type" {}
data "aws_caller_identity" "me" {}
data "aws_availability_zones" "all" { state = "available" }
data "aws_ami" "debian" {
  owners      = ["136693071363"]
  most_recent = true
  filter {
    name   = "name"
    values = ["debian-13-${var.architecture}-*"]
  }
}
resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
  tags                 = { Name = "tf" }
}
resource "aws_subnet" "a" {
  vpc_id                  = aws_vpc.main.id
  cidr_block              = "10.0.1.0/24"
  availability_zone       = data.aws_availability_zones.all.names[0]
  map_public_ip_on_launch = true
}
resource "aws_internet_gateway" "main" { vpc_id = aws_vpc.main.id }
resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}
resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.public.id
}
resource "aws_security_group" "web" {
  vpc_id = aws_vpc.main.id
  name   = "web"
}
resource "aws_vpc_security_group_ingress_rule" "ssh" {
  security_group_id = aws_security_group.web.id
  cidr_ipv4         = "0.0.0.0/0"
  from_port         = 22
  to_port           = 22
  ip_protocol       = "tcp"
}
resource "aws_vpc_security_group_egress_rule" "all" {
  security_group_id = aws_security_group.web.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
}
resource "aws_iam_role" "web" {
  name               = "web"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy_attachment" "ssm" {
  role       = aws_iam_role.web.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}
resource "aws_iam_role_policy" "own" {
  name   = "own"
  role   = aws_iam_role.web.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "ssm:GetParameter", Resource = "*" }] })
}
resource "aws_iam_policy" "p" {
  name   = "p"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*" }] })
}
resource "aws_iam_instance_profile" "web" {
  name = "web"
  role = aws_iam_role.web.name
}
resource "aws_ssm_parameter" "release" {
  name  = "/rollover/tf/release"
  type  = "String"
  value = "hello"
}
resource "aws_ssm_parameter" "secret" {
  name  = "/rollover/tf/secret"
  type  = "SecureString"
  value = "hello"
}
resource "aws_key_pair" "k" {
  key_name   = "tf"
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKLDxG+/Rw1Gr3gqv5NdTjhIFsVbkZnTqJUNl9K3MkEe me@home"
}
resource "aws_launch_template" "web" {
  name_prefix   = "web-"
  image_id      = data.aws_ami.debian.id
  instance_type = var.instance_type
  iam_instance_profile { arn = aws_iam_instance_profile.web.arn }
  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_size = 8
      volume_type = "gp3"
      encrypted   = true
    }
  }
  monitoring { enabled = true }
  vpc_security_group_ids = [aws_security_group.web.id]
  tag_specifications {
    resource_type = "instance"
    tags          = { Name = "web" }
  }
  user_data = base64encode("#cloud-config\n")
}
resource "aws_instance" "one" {
  subnet_id              = aws_subnet.a.id
  vpc_security_group_ids = [aws_security_group.web.id]
  ami                    = data.aws_ami.debian.id
  instance_type          = var.instance_type
  key_name               = aws_key_pair.k.key_name
  iam_instance_profile   = aws_iam_instance_profile.web.name
  root_block_device {
    volume_size = 8
    encrypted   = true
  }
  metadata_options { http_tokens = "required" }
  tags = { Name = "one" }
}
resource "aws_eip" "e" {
  instance = aws_instance.one.id
  domain   = "vpc"
}
resource "aws_ami_from_instance" "copy" {
  name                    = "tf-copy"
  source_instance_id      = aws_instance.one.id
  snapshot_without_reboot = true
}
output "address" { value = aws_eip.e.public_ip }
