#include "train/launch_environment.h"

#include <gmock/gmock.h>

#include <map>

#include "tests/support/refusal.h"

namespace syncdreamer {
namespace {

using ::testing::HasSubstr;
using Variables = std::map<std::string, std::string>;

LaunchEnvironment launch_of(const Variables& variables) {
  return launch_environment([&](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  });
}

std::string refusal(const Variables& variables) {
  return refusal_of([&] { launch_of(variables); });
}

TEST(LaunchEnvironment, without_a_launcher_there_is_one_process) {
  EXPECT_EQ(launch_of({}).world_size, 1);
  EXPECT_EQ(launch_of({}).rank, 0);
}

TEST(LaunchEnvironment, what_torchrun_says_is_understood) {
  Variables variables{{"RANK", "3"},
                      {"WORLD_SIZE", "8"},
                      {"LOCAL_RANK", "1"},
                      {"LOCAL_WORLD_SIZE", "2"},
                      {"MASTER_ADDR", "node7"},
                      {"MASTER_PORT", "1234"}};
  const LaunchEnvironment launch = launch_of(variables);
  EXPECT_EQ(launch.rank, 3);
  EXPECT_EQ(launch.world_size, 8);
  EXPECT_EQ(launch.local_world_size, 2);
  EXPECT_EQ(launch.local_rank, 1);
  EXPECT_EQ(launch.master_addr, "node7");
  EXPECT_EQ(launch.master_port, 1234);
  EXPECT_FALSE(launch.uses_agent_store);

  variables.insert({{"TORCHELASTIC_USE_AGENT_STORE", "True"}, {"TORCHELASTIC_RESTART_COUNT", "2"}});
  EXPECT_TRUE(launch_of(variables).uses_agent_store);
  EXPECT_THAT(launch_of(variables).rendezvous_id, HasSubstr("2"));
}

TEST(LaunchEnvironment, what_mpirun_says_is_understood) {
  Variables variables{
      {"OMPI_COMM_WORLD_RANK", "1"}, {"OMPI_COMM_WORLD_SIZE", "2"}, {"OMPI_COMM_WORLD_LOCAL_SIZE", "2"}};
  EXPECT_EQ(launch_of(variables).rank, 1);
  EXPECT_EQ(launch_of(variables).world_size, 2);
  EXPECT_EQ(launch_of(variables).master_addr, "127.0.0.1");
  variables["PMIX_NAMESPACE"] = "926941185";
  EXPECT_THAT(launch_of(variables).rendezvous_id, HasSubstr("926941185"));
  variables["OMPI_COMM_WORLD_LOCAL_SIZE"] = "1";  // two machines, and nobody says which is the first
  EXPECT_THAT(refusal(variables), HasSubstr("MASTER_ADDR"));
  variables["MASTER_ADDR"] = "node1";
  EXPECT_EQ(launch_of(variables).master_addr, "node1");
  EXPECT_EQ(launch_of(variables).local_rank, 1) << "as if there were one machine, if nothing is said";
  variables["OMPI_COMM_WORLD_LOCAL_RANK"] = "0";
  EXPECT_EQ(launch_of(variables).local_rank, 0);
}

TEST(LaunchEnvironment, what_srun_says_is_understood) {
  Variables variables{{"SLURM_PROCID", "5"},
                      {"SLURM_NTASKS", "6"},
                      {"SLURM_STEP_NUM_TASKS", "6"},
                      {"SLURM_STEP_NUM_NODES", "3"},
                      {"SLURM_STEP_NODELIST", "gpu[003-005]"},
                      {"SLURM_LOCALID", "1"},
                      {"SLURM_JOB_ID", "16"},
                      {"SLURM_STEP_ID", "2"}};
  EXPECT_EQ(launch_of(variables).rank, 5);
  EXPECT_EQ(launch_of(variables).world_size, 6);
  EXPECT_EQ(launch_of(variables).local_world_size, 2);
  EXPECT_EQ(launch_of(variables).local_rank, 1);
  EXPECT_THAT(launch_of(variables).rendezvous_id, HasSubstr("16.2"));
  const std::vector<std::pair<std::string, std::string>> lists{
      {"gpu[003-005]", "gpu003"}, {"gpu[7,9]", "gpu7"},     {"a,b,c", "a"},
      {"alone", "alone"},         {"n[1-2]-ib,m", "n1-ib"}, {"n[12],m[1-2]", "n12"}};
  for (const auto& [list, first] : lists) {
    variables["SLURM_STEP_NODELIST"] = list;
    EXPECT_EQ(launch_of(variables).master_addr, first) << list;
  }
  variables["SLURM_STEP_NODELIST"] = "gpu[003";
  EXPECT_THAT(refusal(variables), HasSubstr("gpu[003"));
}

TEST(LaunchEnvironment, torchrun_leaves_its_processes_the_same_cores) {
  Variables torchrun{{"RANK", "1"}, {"WORLD_SIZE", "2"}};
  EXPECT_FALSE(launch_of(torchrun).binds_processes);
  torchrun["SLURM_STEP_NUM_TASKS"] = "1";  // srun started torchrun, once on each machine
  EXPECT_FALSE(launch_of(torchrun).binds_processes);
  EXPECT_TRUE(launch_of({{"SLURM_PROCID", "1"}, {"SLURM_STEP_NUM_TASKS", "2"}}).binds_processes);
  EXPECT_TRUE(
      launch_of({{"OMPI_COMM_WORLD_RANK", "1"}, {"OMPI_COMM_WORLD_SIZE", "2"}, {"MASTER_ADDR", "a"}}).binds_processes);
}

TEST(LaunchEnvironment, a_batch_script_that_srun_did_not_start_is_one_process) {
  EXPECT_EQ(launch_of({{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "4"}}).world_size, 1);
}

TEST(LaunchEnvironment, variables_that_contradict_each_other_are_refused_by_name) {
  EXPECT_THAT(refusal({{"RANK", "0"}}), HasSubstr("WORLD_SIZE"));
  EXPECT_THAT(refusal({{"RANK", "x"}, {"WORLD_SIZE", "2"}}), HasSubstr("RANK: found 'x'"));
  EXPECT_THAT(refusal({{"RANK", "-1"}, {"WORLD_SIZE", "2"}}), HasSubstr("RANK: found '-1'"));
  EXPECT_THAT(refusal({{"RANK", "2"}, {"WORLD_SIZE", "2"}}), HasSubstr("process 2 of 2"));
  EXPECT_THAT(refusal({{"RANK", "0"}, {"WORLD_SIZE", "2"}, {"MASTER_PORT", "70000"}}), HasSubstr("70000"));
}

TEST(LaunchEnvironment, a_device_of_its_own_has_who_shares_none_and_does_not_compute_on_the_cpu) {
  EXPECT_TRUE(have_own_devices({"a 0:1:0", "a 0:2:0", "b 0:1:0"}));
  EXPECT_FALSE(have_own_devices({"a 0:1:0", "b 0:1:0", "a 0:1:0"}));
  EXPECT_FALSE(have_own_devices({"a 0:1:0", ""}));
  EXPECT_FALSE(have_own_devices({"", ""}));
}

}  // namespace
}  // namespace syncdreamer
