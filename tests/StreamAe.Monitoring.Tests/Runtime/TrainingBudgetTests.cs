using StreamAe.Monitoring.Runtime;

namespace StreamAe.Monitoring.Tests.Runtime;

public sealed class TrainingBudgetTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Spend_WaitsUntilTheShareIsKept()
    {
        var budget = new TrainingBudget(0.25, _time);
        long began = budget.Now;
        _time.Advance(Second);
        Assert.Equal(3 * Second, budget.Spend(Second, began));
        _time.Advance(3 * Second);
        began = budget.Now;
        _time.Advance(Second);
        Assert.Equal(3 * Second, budget.Spend(Second, began));
    }

    [Fact]
    public void Spend_AfterIdleTime_HasSavedNothingUp()
    {
        var budget = new TrainingBudget(0.5, _time);
        budget.Spend(Second, budget.Now);
        _time.Advance(1000 * Second);
        long began = budget.Now;
        _time.Advance(Second);
        Assert.Equal(Second, budget.Spend(Second, began));
    }

    [Fact]
    public void Spend_OfTwoWorkers_IsOneBudget()
    {
        var budget = new TrainingBudget(0.5, _time);
        long began = budget.Now;
        _time.Advance(Second);
        Assert.Equal(Second, budget.Spend(Second, began));
        Assert.Equal(3 * Second, budget.Spend(Second, began));
    }

    [Fact]
    public void Spend_OfAThreadThatHadLittleOfTheProcessor_DoesNotWait()
    {
        var budget = new TrainingBudget(0.5, _time);
        long began = budget.Now;
        _time.Advance(10 * Second);
        Assert.Equal(TimeSpan.Zero, budget.Spend(Second, began));
    }

    [Fact]
    public void Used_OfAThread_GrowsWithItsWork()
    {
        TimeSpan before = ThreadClock.Used();
        double sum = 0;
        for (int i = 1; i < 20_000_000; i++)
        {
            sum += 1.0 / i;
        }

        Assert.True(sum > 0);
        Assert.True(ThreadClock.Used() > before);
    }
}
