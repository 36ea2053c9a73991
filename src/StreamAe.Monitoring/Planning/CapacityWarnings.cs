using StreamAe.Monitoring.Definitions;

namespace StreamAe.Monitoring.Planning;

/// <summary>What does not fit, in words that say what helps.</summary>
internal static class CapacityWarnings
{
    private const double DaySeconds = 86_400;

    /// <summary>The longest pause for a cohort's model that nobody minds.</summary>
    private const double LongestPause = 60;

    public static List<CapacityWarning> Of(CapacityRequest request, MemoryPlan memory, CorePlan cores, TimePlan times, double each)
    {
        var warnings = new List<CapacityWarning>();
        AddMemory(warnings, request, memory);
        AddCores(warnings, request, cores);
        AddTimes(warnings, request.Plan.Definition, cores, times, each);
        return warnings;
    }

    private static void AddMemory(List<CapacityWarning> warnings, CapacityRequest request, MemoryPlan memory)
    {
        if (memory.TotalFull > memory.Budget)
        {
            string atFirst = memory.TotalAtFirst > memory.Budget ? ", nor at first" : string.Empty;
            Add(
                warnings,
                "memory",
                $"{request.Entities:N0} entities with full histories take {Amount.Bytes(memory.TotalFull)}: they do not fit {Amount.Bytes(memory.Budget)}{atFirst}. "
                + $"With that runtime.memory {memory.EntitiesInBudget:N0} are in memory at a time and the others come back from the store with their events. "
                + "Fewer training.historyRows take less; several processes share the entities.");
        }

        // Slots are numbered by 32-bit integers.
        long pages = EntityFootprint.PagesOf(request.Plan);
        long most = int.MaxValue / pages;
        if (request.Entities > most)
        {
            Add(
                warnings,
                "process",
                $"one process holds at most {most:N0} entities with {pages:N0} pages of history each. Share {request.Entities:N0} among processes, or lower training.historyRows.");
        }
    }

    private static void AddCores(List<CapacityWarning> warnings, CapacityRequest request, CorePlan cores)
    {
        if (cores.Events > cores.Available)
        {
            Add(
                warnings,
                "judging",
                $"judging and committing {Amount.Digits(request.Rate.TotalPerSecond(request.Entities))} events/s take {Amount.Cores(cores.Events)} cores of {cores.Available}. "
                + "Share the entities among machines.");
        }

        if (cores.Training > cores.Available)
        {
            Add(
                warnings,
                "training",
                $"retraining takes {Amount.Cores(cores.Training)} cores of {cores.Available}: models fall behind their schedule. Raise training.every, or lower "
                + "training.maxRows, historyRows or epochs.");
        }
        else if (cores.Training > 1)
        {
            Add(
                warnings,
                "trainingThread",
                $"retraining takes {Amount.Cores(cores.Training)} cores, and a monitor trains on one thread of a process: models fall behind their schedule. "
                + "Raise training.every, lower training.maxRows, historyRows or epochs, or share the entities among processes.");
        }
        else if (cores.TrainingPeak > 1)
        {
            // As long as all take on the one thread, less the time they are spread over.
            double all = request.Entities * cores.Speed.Retraining.Seconds, late = all * (1 - (1 / cores.TrainingPeak));
            Add(
                warnings,
                "trainingPeak",
                $"where all entities begin at once, their first retrainings would take {Amount.Cores(cores.TrainingPeak)} cores and the monitor has one thread for them: "
                + $"the last comes {Amount.Time(late)} late, and the later ones are spread by it.");
        }

        if (cores.Events <= cores.Available && cores.Training <= cores.Available && cores.Events + cores.Training > cores.Available)
        {
            Add(
                warnings,
                "cores",
                $"judging, committing and retraining together take {Amount.Cores(cores.Events + cores.Training)} cores of {cores.Available}: retraining gives way and falls behind.");
        }
    }

    private static void AddTimes(List<CapacityWarning> warnings, MonitorDefinition definition, CorePlan cores, TimePlan times, double each)
    {
        if (definition.Training.Own && times.OwnModel > DaySeconds)
        {
            string until = definition.Cohort.Enabled ? "the cohort's model judges it until then" : "nothing judges it until then";
            Add(
                warnings,
                "minRows",
                $"an entity has the {definition.Training.MinRows:N0} rows of training.minRows after {Amount.Time(times.OwnModel)}, not within a day; {until}.");
        }

        if (times.CohortModel > DaySeconds)
        {
            Add(
                warnings,
                "cohortRows",
                $"all entities together have the {definition.Cohort.MinRows:N0} rows of cohort.minRows after {Amount.Time(times.CohortModel.Value)}; nothing is judged until then.");
        }

        if (definition.Training.Own && definition.Training.Every is TimeSpan every && every.TotalSeconds * each < 1)
        {
            Add(
                warnings,
                "every",
                $"training.every is {Amount.Time(every.TotalSeconds)}, shorter than the {Amount.Time(1 / each)} between two events of an entity: every event would start a training. Raise it.");
        }

        if (definition.Cohort.Enabled && cores.CohortSeconds > LongestPause)
        {
            Add(
                warnings,
                "cohortPause",
                $"nothing is judged while the cohort's model is trained, for up to {Amount.Time(cores.CohortSeconds.Value)}, six times in a monitor's life. Lower cohort.maxRows or training.epochs.");
        }

        if (cores.FirstModelsSeconds > DaySeconds)
        {
            Add(
                warnings,
                "firstModels",
                $"the first models of all entities take {Amount.Time(cores.FirstModelsSeconds)} on one thread, where their rows are there before. Lower training.epochs or minSteps, or share the entities among processes.");
        }
    }

    private static void Add(List<CapacityWarning> warnings, string code, string message) => warnings.Add(new CapacityWarning(code, message));
}
