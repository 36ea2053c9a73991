using System.Globalization;
using Spectre.Console;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Planning;

namespace StreamAe.Host.Commands;

/// <summary>A capacity plan as a person reads it.</summary>
internal static class PlanTable
{
    public static void Print(IAnsiConsole console, CapacityPlan plan, MonitorDefinition definition)
    {
        console.MarkupLine(
            $"[bold]{Markup.Escape(plan.Monitor)}[/]: {Count(plan.Entities)} entities, {Amount.Digits(plan.EventsPerSecond)} events/s; {plan.Channels} channels, models {Markup.Escape(plan.Architecture)}");
        var table = new Table().Border(TableBorder.Simple).AddColumn("");
        table.AddColumn(new TableColumn("an entity").RightAligned());
        table.AddColumn(new TableColumn("all").RightAligned());
        table.AddColumn("how this is known");
        AddMemory(table, plan);
        table.AddEmptyRow();
        AddDisk(table, plan);
        table.AddEmptyRow();
        AddCores(table, plan, definition);
        table.AddEmptyRow();
        AddTimes(table, plan);
        console.Write(table);
        foreach (CapacityWarning warning in plan.Warnings)
        {
            console.MarkupLine($"[yellow]warning:[/] {Markup.Escape(warning.Message)}");
        }

        console.WriteLine(
            "Memory is what is held at once; the collector needs some room beside it. A core is one second of processor time a second; reading and decoding the source "
            + "and sinks come on top. Trainings are reckoned with all epochs: early stopping takes less.");
    }

    private static void AddMemory(Table table, CapacityPlan plan)
    {
        MemoryPlan memory = plan.Memory;
        double entities = plan.Entities;
        Add(table, "memory at first", Amount.Bytes(memory.AtFirst.Total), Amount.Bytes(memory.TotalAtFirst), memory.How);
        Add(table, "memory with own model, history full", Amount.Bytes(memory.Full.Total), Amount.Bytes(memory.TotalFull), memory.How);
        Part(table, "history", memory.Full.History);
        Part(table, "model, calibration, digest", memory.Full.Model + memory.Full.Digest);
        if (memory.Full.Remembered > 0)
        {
            Part(table, "remembered", memory.Full.Remembered);
        }

        Part(table, "state, key, tables", memory.Full.Objects);
        Add(table, "  shared by all", "", Amount.Bytes(memory.Shared), "this process before it measured, and polls, one training and logs at their largest");
        Add(
            table,
            $"entities in runtime.memory {Amount.Bytes(memory.Budget)}",
            "",
            Count(memory.EntitiesInBudget),
            $"as the runtime counts, histories full; {Count(memory.EntitiesAtFirstInBudget)} at first");

        void Part(Table target, string name, long bytes) => Add(target, "  " + name, Amount.Bytes(bytes), Amount.Bytes(bytes * entities), "");
    }

    private static void AddDisk(Table table, CapacityPlan plan)
    {
        DiskPlan disk = plan.Disk;
        Add(table, "store at first", Amount.Bytes(disk.EntityAtFirst), Amount.Bytes(disk.EntityAtFirst * plan.Entities), disk.How);
        Add(table, "store with own models, history full", Amount.Bytes(disk.EntityFull), Amount.Bytes(disk.TotalFull), "the same, and the store's logs");
        Add(table, "  a day's rows, until it is full", Amount.Bytes(disk.EntityDay), Amount.Bytes(disk.EntityDay * plan.Entities), "the same");
        if (disk.ScoresDay > 0)
        {
            Add(table, "stored scores, a day", Amount.Bytes(disk.ScoresDay / plan.Entities), Amount.Bytes(disk.ScoresDay), "from their format and the rate");
            Add(table, "stored scores, kept", Amount.Bytes(disk.ScoresKept / plan.Entities), Amount.Bytes(disk.ScoresKept), "a day's, for --keep-scores");
        }

        Add(
            table,
            "alerts, a day",
            $"{Amount.Digits(disk.AlertsDay / plan.Entities)}",
            $"{Amount.Digits(disk.AlertsDay)}, {Amount.Bytes(disk.AlertBytesDay)}",
            "were rows anomalous by chance alone, as often as the quantile says");
    }

    private static void AddCores(Table table, CapacityPlan plan, MonitorDefinition definition)
    {
        CorePlan cores = plan.Cores;
        MachineSpeed speed = cores.Speed;
        Add(table, "judging", $"{Amount.Time(speed.Judging.Seconds)} an event", CoreCount(cores.Judging), speed.Judging.How);
        Add(table, "  scoring alone", $"{Amount.Time(speed.Scoring.Seconds)} a row", CoreCount(cores.Scoring), speed.Scoring.How);
        if (speed.Committing is Measured committing)
        {
            Add(table, "committing", $"{Amount.Time(committing.Seconds)} an event", CoreCount(cores.Committing ?? 0), committing.How);
        }

        Add(table, "first model", Amount.Time(speed.FirstTraining.Seconds), $"{Amount.Time(cores.FirstModelsSeconds)} in turn", speed.FirstTraining.How);
        string every = definition.Training.Every is TimeSpan interval ? $"every {Amount.Time(interval.TotalSeconds)}" : "never";
        Add(
            table,
            $"retraining, {every}",
            Amount.Time(speed.Retraining.Seconds),
            definition.Training.Every is null ? "none" : $"{CoreCount(cores.Training)}, {Amount.Cores(cores.TrainingPeak)} at first",
            speed.Retraining.How);
        if (speed.CohortTraining is Measured cohort)
        {
            Add(table, "cohort's model, up to six times", "", $"{Amount.Time(cohort.Seconds)} of pause", cohort.How);
        }
    }

    private static void AddTimes(Table table, CapacityPlan plan)
    {
        TimePlan times = plan.Times;
        if (times.CohortModel is double cohort)
        {
            Add(table, "cohort's model judges after", "", Amount.Time(cohort), "cohort.minRows and the rate");
        }

        Add(table, "own model after", Amount.Time(times.OwnModel), "", "training.minRows and the rate");
        Add(table, "history full after", Amount.Time(times.FullHistory), "", "training.historyRows and the rate");
    }

    private static void Add(Table table, string what, string entity, string all, string how) =>
        table.AddRow(new Text(what), new Text(entity), new Text(all), new Text(how));

    private static string CoreCount(double cores) => $"{Amount.Cores(cores)} cores";

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
