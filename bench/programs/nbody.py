"""The orbits of the Sun and the outer planets: n steps of a symplectic integrator."""
from math import pi

from harness import run

SIZES = {"small": 24000, "one_second": 310000, "ten_seconds": 3200000}

SOLAR_MASS = 4 * pi * pi
DAYS_PER_YEAR = 365.24


def make_bodies():
    """Each body is (position, velocity, mass), in astronomical units, years and solar masses."""
    data = {
        "sun": ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0), 1.0),
        "jupiter": (
            (4.84143144246472090, -1.16032004402742839, -0.103622044471123109),
            (0.00166007664274403694, 0.00769901118419740425, -0.0000690460016972063023),
            0.000954791938424326609,
        ),
        "saturn": (
            (8.34336671824457987, 4.12479856412430479, -0.403523417114321381),
            (-0.00276742510726411214, 0.00499852801234917238, 0.0000230417297573763929),
            0.000285885980666130812,
        ),
        "uranus": (
            (12.8943695621391310, -15.1111514016986312, -0.223307578892655734),
            (0.00296460137564761618, 0.00237847173959480950, -0.0000296589568540237556),
            0.0000436624404335156298,
        ),
        "neptune": (
            (15.3796971148509165, -25.9193146099879641, 0.179258772950371181),
            (0.00268067772490389322, 0.00162824170038242295, -0.0000951592254519715870),
            0.0000515138902046611451,
        ),
    }
    return [
        (list(position), [component * DAYS_PER_YEAR for component in velocity], mass * SOLAR_MASS)
        for position, velocity, mass in data.values()
    ]


def all_pairs(bodies):
    return [(first, second) for index, first in enumerate(bodies) for second in bodies[index + 1:]]


def cancel_momentum(bodies):
    sun_velocity = bodies[0][1]
    for _, velocity, mass in bodies[1:]:
        for axis in range(3):
            sun_velocity[axis] -= velocity[axis] * mass / SOLAR_MASS


def energy(bodies, pairs):
    total = 0.0
    for _, (vx, vy, vz), mass in bodies:
        total += mass * (vx * vx + vy * vy + vz * vz) / 2.0
    for ((x1, y1, z1), _, mass1), ((x2, y2, z2), _, mass2) in pairs:
        distance = ((x1 - x2) ** 2 + (y1 - y2) ** 2 + (z1 - z2) ** 2) ** 0.5
        total -= mass1 * mass2 / distance
    return total


def advance(bodies, pairs, dt, steps):
    for _ in range(steps):
        for ((x1, y1, z1), velocity1, mass1), ((x2, y2, z2), velocity2, mass2) in pairs:
            dx = x1 - x2
            dy = y1 - y2
            dz = z1 - z2
            magnitude = dt * (dx * dx + dy * dy + dz * dz) ** -1.5
            pull1 = mass1 * magnitude
            pull2 = mass2 * magnitude
            velocity1[0] -= dx * pull2
            velocity1[1] -= dy * pull2
            velocity1[2] -= dz * pull2
            velocity2[0] += dx * pull1
            velocity2[1] += dy * pull1
            velocity2[2] += dz * pull1
        for position, (vx, vy, vz), _ in bodies:
            position[0] += dt * vx
            position[1] += dt * vy
            position[2] += dt * vz


def main(n):
    bodies = make_bodies()
    pairs = all_pairs(bodies)
    cancel_momentum(bodies)
    before = energy(bodies, pairs)
    advance(bodies, pairs, 0.01, n)
    return before, energy(bodies, pairs)


if __name__ == "__main__":
    run(main, SIZES)
