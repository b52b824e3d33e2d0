#pragma once

/// Everything but io, in the order data flows through it:
/// tables → portfolio → incidence → pairs → needs → findings → division → report.

#include <irisan/core/error.hpp>
#include <irisan/version.hpp>

#include <irisan/model/check.hpp>
#include <irisan/model/portfolio.hpp>
#include <irisan/model/scope.hpp>
#include <irisan/model/tables.hpp>
#include <irisan/model/to_tables.hpp>
#include <irisan/model/what_if.hpp>

#include <irisan/graph/arrivals.hpp>
#include <irisan/graph/incidence.hpp>
#include <irisan/graph/network.hpp>
#include <irisan/graph/to_eigen.hpp>

#include <irisan/overlap/agreeing_pairs.hpp>
#include <irisan/overlap/bipartite_clusters.hpp>
#include <irisan/overlap/chance.hpp>
#include <irisan/overlap/class_meetings.hpp>
#include <irisan/overlap/cluster_agreement.hpp>
#include <irisan/overlap/cluster_quality.hpp>
#include <irisan/overlap/clusters.hpp>
#include <irisan/overlap/containment_order.hpp>
#include <irisan/overlap/corrected_covered_area.hpp>
#include <irisan/overlap/count_pairs.hpp>
#include <irisan/overlap/degree_preserving.hpp>
#include <irisan/overlap/find_pairs.hpp>
#include <irisan/overlap/glossary.hpp>
#include <irisan/overlap/group_chance.hpp>
#include <irisan/overlap/group_figures.hpp>
#include <irisan/overlap/grouped_pairs.hpp>
#include <irisan/overlap/identical_groups.hpp>
#include <irisan/overlap/impossible_cells.hpp>
#include <irisan/overlap/joint_overlap.hpp>
#include <irisan/overlap/kinship.hpp>
#include <irisan/overlap/leiden.hpp>
#include <irisan/overlap/measure.hpp>
#include <irisan/overlap/overlap_index.hpp>
#include <irisan/overlap/overlap_nulls.hpp>
#include <irisan/overlap/pair_details.hpp>
#include <irisan/overlap/pair_times.hpp>
#include <irisan/overlap/shared_groups.hpp>
#include <irisan/overlap/target_classes.hpp>
#include <irisan/overlap/text_kinship.hpp>
#include <irisan/overlap/top_pairs.hpp>
#include <irisan/overlap/weighted_pairs.hpp>

#include <irisan/need/co_coverage.hpp>
#include <irisan/need/concentration.hpp>
#include <irisan/need/coverage.hpp>
#include <irisan/need/coverage_totals.hpp>
#include <irisan/need/delivery_cover.hpp>
#include <irisan/need/equity.hpp>
#include <irisan/need/goal_progress.hpp>
#include <irisan/need/inequality.hpp>
#include <irisan/need/minimal_cover.hpp>
#include <irisan/need/need_cover.hpp>
#include <irisan/need/needed_deliveries.hpp>
#include <irisan/need/partial_cover.hpp>
#include <irisan/need/priority.hpp>
#include <irisan/need/region_share.hpp>
#include <irisan/need/score.hpp>
#include <irisan/need/sensitivity.hpp>
#include <irisan/need/targeting.hpp>

#include <irisan/finding/classify.hpp>
#include <irisan/finding/finding.hpp>

#include <irisan/responsibility/assignment.hpp>
#include <irisan/responsibility/assignment_problem.hpp>
#include <irisan/responsibility/before_after.hpp>
#include <irisan/responsibility/division.hpp>
#include <irisan/responsibility/division_explained.hpp>
#include <irisan/responsibility/flow_certificate.hpp>
#include <irisan/responsibility/hand_over.hpp>
#include <irisan/responsibility/network_simplex.hpp>
#include <irisan/responsibility/raci.hpp>
#include <irisan/responsibility/runner_up.hpp>
#include <irisan/responsibility/solve_assignment.hpp>
#include <irisan/responsibility/transition.hpp>
#include <irisan/responsibility/workplan.hpp>

#include <irisan/report/audit.hpp>
#include <irisan/report/audit_options.hpp>
#include <irisan/report/compare.hpp>
#include <irisan/report/delivery_names.hpp>
#include <irisan/report/division_summary.hpp>
#include <irisan/report/find_overlaps.hpp>
#include <irisan/report/listed_table.hpp>
#include <irisan/report/needed_row.hpp>
#include <irisan/report/not_computed.hpp>
#include <irisan/report/redundancy_summary.hpp>
#include <irisan/report/register.hpp>
#include <irisan/report/register_work.hpp>
#include <irisan/report/report.hpp>
#include <irisan/report/rules.hpp>
#include <irisan/report/snapshot.hpp>
