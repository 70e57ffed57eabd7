import { CONFIGURATIONS } from './configurations';
import { describeDrills } from './describe';
import { DRILLS } from './drills';

for (const configuration of CONFIGURATIONS) {
  const { only } = configuration;
  describeDrills(
    configuration,
    DRILLS.filter(([name]) => !only || only.includes(name)),
  );
}
