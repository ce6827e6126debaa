"""Cloud-init's datasource for EC2, told where it runs.

Cloud-init recognises EC2 by the machine's firmware, which it does not read in a container. Without
knowing it takes no token, and version 2 of the metadata service answers nothing. It looks for a
datasource among the top modules first, so this one is taken.
"""

from cloudinit import sources
from cloudinit.sources import DataSourceEc2 as ec2


class DataSourceEc2(ec2.DataSourceEc2):
    def _get_cloud_name(self):
        return ec2.CloudNames.AWS


def get_datasource_list(depends):
    network = (sources.DEP_FILESYSTEM, sources.DEP_NETWORK)
    return sources.list_from_depends(depends, [(DataSourceEc2, network)])
