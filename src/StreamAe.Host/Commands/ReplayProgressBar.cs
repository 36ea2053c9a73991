using System.Globalization;
using Spectre.Console;
using StreamAe.Host.Replays;

namespace StreamAe.Host.Commands;

/// <summary>One bar a phase.</summary>
internal sealed class ReplayProgressBar(ProgressContext context) : IProgress<ReplayProgress>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ProgressTask> _bars = [];

    public void Report(ReplayProgress value)
    {
        lock (_gate)
        {
            if (!_bars.TryGetValue(value.Phase, out ProgressTask? bar))
            {
                bar = context.AddTask(value.Phase, maxValue: Math.Max(1, value.Total));
                _bars.Add(value.Phase, bar);
            }

            bar.Value = Math.Max(bar.Value, value.Done);
            bar.Description = $"{value.Phase}, {value.Done.ToString("N0", CultureInfo.InvariantCulture)} messages";
        }
    }
}
