using System.Globalization;
using Spectre.Console;

namespace StreamAe.Host.Commands;

/// <summary>One progress bar a phase where a person is looking; on standard error, so that the output stays clean.</summary>
internal sealed class PhaseBars
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ProgressTask> _bars = [];

    // Null where nobody looks.
    private readonly ProgressContext? _context;

    private readonly IAnsiConsole _console;

    private PhaseBars(IAnsiConsole console, ProgressContext? context) => (_console, _context) = (console, context);

    public static Task<T> ShowAsync<T>(Func<PhaseBars, Task<T>> work)
    {
        IAnsiConsole console = Terminal.Error();
        return Console.IsErrorRedirected
            ? work(new PhaseBars(console, null))
            : console.Progress()
                .AutoClear(true)
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
                .StartAsync(context => work(new PhaseBars(console, context)));
    }

    /// <summary>A line above the bars. From any thread.</summary>
    public void Tell(string message)
    {
        lock (_gate)
        {
            _console.WriteLine($"streamae: {message}");
        }
    }

    /// <summary>From any thread; a bar never goes back.</summary>
    /// <param name="total">0: done.</param>
    /// <param name="count">Of <paramref name="units"/>, told beside the phase unless it is 0.</param>
    public void Report(string phase, long done, long total, long count, string units)
    {
        if (_context is null)
        {
            return;
        }

        lock (_gate)
        {
            if (!_bars.TryGetValue(phase, out ProgressTask? bar))
            {
                bar = _context.AddTask(phase, maxValue: Math.Max(1, total));
                _bars.Add(phase, bar);
            }

            bar.Value = Math.Max(bar.Value, total == 0 ? 1 : done);
            if (count > 0)
            {
                bar.Description = $"{phase}, {count.ToString("N0", CultureInfo.InvariantCulture)} {units}";
            }
        }
    }
}
