"""networkx: generators, paths, centrality, flows, matchings, components."""

import networkx
from workload import rounds, show

for turn in rounds():
    graph = networkx.gnm_random_graph(150, 600, seed=turn)
    for number, (u, v) in enumerate(graph.edges):
        graph[u][v]["weight"] = (number * 7919) % 31 + 1
        graph[u][v]["capacity"] = (number * 104729) % 17 + 1
    show("betweenness", sorted(networkx.betweenness_centrality(graph).items())[:40])
    show("dijkstra", sorted(networkx.single_source_dijkstra_path_length(graph, 0).items()))
    show("all pairs", sum(sum(lengths.values()) for _, lengths in networkx.all_pairs_shortest_path_length(graph)))
    show("flow", networkx.maximum_flow_value(graph, 0, 149))
    show("matching", sorted(map(sorted, networkx.max_weight_matching(graph))))
    show("spanning tree", sorted((u, v, d["weight"]) for u, v, d in networkx.minimum_spanning_edges(graph, data=True)))
    show("cliques", sorted(map(sorted, networkx.find_cliques(graph))))
    show("components", sorted(map(sorted, networkx.biconnected_components(graph))))
    show("core", sorted(networkx.core_number(graph).items()))
    directed = networkx.scale_free_graph(200, seed=turn)
    show("strong", sorted(map(len, networkx.strongly_connected_components(directed))))
    show("order", list(networkx.topological_sort(networkx.DiGraph((u, v) for u, v in graph.edges if u < v))))
    show("isomorphic", networkx.is_isomorphic(graph, networkx.relabel_nodes(graph, {n: (n * 37) % 150 for n in graph})))
