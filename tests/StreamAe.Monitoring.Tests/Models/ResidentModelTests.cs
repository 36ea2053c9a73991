using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;

namespace StreamAe.Monitoring.Tests.Models;

public sealed class ResidentModelTests
{
    [Fact]
    public void Create_Model_CopiesItsParametersIntoASlot()
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick);
        EntityModel model = HandMade.Constant(plan, constant: 3);
        ResidentModel resident = plan.MakeResident(model);
        Assert.Equal(model.Parameters, plan.Arena.Parameters(resident.Slot).ToArray());
        Assert.Equal(HandMade.Threshold, resident.Threshold, 1e-3f);
        Assert.Equal(1, plan.Arena.Used);
        resident.Retire();
        Assert.Equal(0, plan.Arena.Used);
    }
}
