"""Lists and downloads a dataset with the Hub's own client, and loads each config of its card."""

import json
import sys

from datasets import load_dataset
from huggingface_hub import HfApi, hf_hub_download, snapshot_download


def load(where, config, column):
    data = load_dataset(where, config, split="train")
    return {"rows": len(data), "values": sum(value is not None for value in data[column])}


repo, folder, *configs = sys.argv[1:]
snapshot_download(repo, repo_type="dataset", local_dir=folder)
loaded = {}
for each in configs:
    config, column = each.split(":")
    loaded[config] = load(folder, config, column)
print(
    json.dumps(
        {
            "files": HfApi().list_repo_files(repo, repo_type="dataset"),
            "card": open(hf_hub_download(repo, "README.md", repo_type="dataset")).read(),
            "default": len(load_dataset(folder, split="train")),
            "loaded": loaded,
        }
    )
)
